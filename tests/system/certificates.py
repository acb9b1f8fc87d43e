"""Throwaway certificates of a house that does not exist, made by the openssl program."""

import shutil
import ssl
import subprocess
import unittest

NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost"


def openssl():
    found = shutil.which("openssl")
    if found is None:
        raise unittest.SkipTest("no openssl program")
    return found


def _run(*args):
    done = subprocess.run([openssl(), *args], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def make_pair(folder, name="gate", days=90):
    """Writes NAME.pem and NAME.key, signed by themselves. With days below 0 it has ended."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    request = folder / f"{name}.csr"
    _run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", str(key), "-out", str(request), "-subj", f"/CN={name}.example.org",
         "-addext", NAMES)
    _run("x509", "-req", "-in", str(request), "-signkey", str(key), "-days", str(days),
         "-copy_extensions", "copy", "-out", str(certificate))
    key.chmod(0o600)
    return certificate, key


def trusting(certificate, **settings):
    """A client's context that accepts this certificate and no other."""
    context = ssl.create_default_context(cafile=str(certificate))
    for name, value in settings.items():
        setattr(context, name, value)
    return context
