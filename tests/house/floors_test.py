"""The floors of daemon/floors.cmake: what is too old is refused with a sentence that says why."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
# Debian 12.
VERSIONS = {"CMAKE_CXX_COMPILER_ID": "GNU", "CMAKE_CXX_COMPILER_VERSION": "12.2.0",
            "OPENSSL_VERSION": "3.0.16", "CURL_VERSION": "7.88.1", "SQLITE_VERSION": "3.40.1",
            "HTTPLIB_VERSION": "0.11.4", "YAML_VERSION": "0.7.0", "ICAL_VERSION": "3.0.16",
            "date_VERSION": "3.0.1", "spdlog_VERSION": "1.10.0", "Boost_VERSION_STRING": "1.74.0"}


def check(**others):
    """What CMake says of these versions; empty: it is content."""
    lines = [f'set({name} "{version}")' for name, version in {**VERSIONS, **others}.items()]
    lines += [f"include({SOURCE}/daemon/floors.cmake)", "check_floors()"]
    with tempfile.NamedTemporaryFile("w", suffix=".cmake") as script:
        script.write("\n".join(lines))
        script.flush()
        done = subprocess.run(["cmake", "-P", script.name], capture_output=True, text=True,
                              check=False)
    return "" if done.returncode == 0 else " ".join(done.stderr.split())


class Floors(unittest.TestCase):
    def test_debian_12_has_them_all(self):
        self.assertEqual(check(), "")

    def test_newer_ones_do(self):
        self.assertEqual(check(CURL_VERSION="8.5.0", SQLITE_VERSION="3.46.0"), "")

    def test_each_that_is_older_is_refused_with_the_reason(self):
        for name, older, words in (
                ("CMAKE_CXX_COMPILER_VERSION", "11.4", "GCC 11.4 is too old. 12 or newer"),
                ("OPENSSL_VERSION", "1.1.1w", "OpenSSL 1.1.1w is too old. 3.0 or newer"),
                ("CURL_VERSION", "7.74.0", "libcurl 7.74.0 is too old. 7.88.1 or newer"),
                ("SQLITE_VERSION", "3.34.1", "SQLite 3.34.1 is too old"),
                ("HTTPLIB_VERSION", "0.10.3", "cpp-httplib 0.10.3 is too old"),
                ("YAML_VERSION", "0.6.3", "yaml-cpp 0.6.3 is too old"),
                ("ICAL_VERSION", "2.0", "libical 2.0 is too old"),
                ("date_VERSION", "2.4.1", "date 2.4.1 is too old"),
                ("spdlog_VERSION", "1.8.1", "spdlog 1.8.1 is too old"),
                ("Boost_VERSION_STRING", "1.71.0", "Boost 1.71.0 is too old")):
            said = check(**{name: older})
            self.assertIn(words, said)
            self.assertIn("is needed: ", said)

    def test_one_that_nobody_knows_is_refused_too(self):
        self.assertIn("libcurl: its version is not known", check(CURL_VERSION=""))


if __name__ == "__main__":
    unittest.main()
