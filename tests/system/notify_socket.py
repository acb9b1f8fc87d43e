"""The end of $NOTIFY_SOCKET that systemd holds: it keeps every datagram with its time."""

import socket
import tempfile
import threading
import time
from pathlib import Path


class NotifySocket:
    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="toc")
        self.path = str(Path(self._folder.name) / "notify")
        self.heard = []  # (time.monotonic(), {"READY": "1", ...})
        self._changed = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.settimeout(0.2)
        self._open = True
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def times(self, key, value="1"):
        with self._changed:
            return [at for at, said in self.heard if said.get(key) == value]

    def wait_for(self, key, value="1", count=1, within=15):
        """The times of the first `count` datagrams that say key=value, waiting for them."""
        end = time.monotonic() + within
        with self._changed:
            while True:
                found = [at for at, said in self.heard if said.get(key) == value]
                if len(found) >= count:
                    return found[:count]
                if not self._changed.wait(max(0, end - time.monotonic())) \
                        and time.monotonic() >= end:
                    raise AssertionError(f"{key}={value} {len(found)} of {count} times within "
                                         f"{within} s; heard {[said for _, said in self.heard]}")

    def close(self):
        self._open = False
        self._thread.join()
        self._socket.close()
        self._folder.cleanup()

    def _receive(self):
        return self._socket.recv(65536)

    def _hear(self):
        while self._open:
            try:
                datagram = self._receive()
            except TimeoutError:
                continue
            said = dict(line.split("=", 1) for line in datagram.decode().splitlines()
                        if "=" in line)
            with self._changed:
                self.heard.append((time.monotonic(), said))
                self._changed.notify_all()
