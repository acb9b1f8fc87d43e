"""What systemd does for a service with FileDescriptorStoreMax=: it keeps the sockets that the process
leaves with it, and hands them to the next one."""

import fcntl
import os
import socket
import subprocess

from notify_socket import NotifySocket

# The process that is exec'd has the number that LISTEN_PID names.
HAND_OVER = """
first=3
for descriptor in $HANDED; do eval "exec $first<&$descriptor"; first=$((first + 1)); done
LISTEN_PID=$$ exec "$@"
"""


class Systemd(NotifySocket):
    def __init__(self):
        self.kept = []  # descriptors, of the notify socket's thread
        super().__init__()

    def _receive(self):
        datagram, descriptors, _, _ = socket.recv_fds(self._socket, 65536, 8)
        self.kept += descriptors
        return datagram

    def start(self, tocsin, sockets=(), name="tocsin-kept"):
        """Starts it with the sockets that it left here, or with `sockets` of a unit."""
        handed = [*(sockets or self.kept)]
        # Above those that the shell moves them to.
        high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 100) for descriptor in handed]
        with open(tocsin.log, "ab") as log:
            tocsin.process = subprocess.Popen(
                ["bash", "-c", HAND_OVER, "bash", tocsin.binary, "serve", "--config",
                 tocsin.config_file],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, pass_fds=high,
                env={**os.environ, "NOTIFY_SOCKET": self.path,
                     "HANDED": " ".join(map(str, high)),
                     "LISTEN_FDS": str(len(handed)),
                     "LISTEN_FDNAMES": ":".join([name] * len(handed))})
        for descriptor in high:
            os.close(descriptor)

    def close(self):
        super().close()
        for descriptor in self.kept:
            os.close(descriptor)
