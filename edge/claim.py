"""The right to run Edge from one EDGE_HOME: one group at a time, on a port that is free."""

import argparse
import contextlib
import errno
import fcntl
import os
import socket
from dataclasses import dataclass
from typing import IO

from edge.embedded import create_home, edge_home
from edge.embedded_process import ServicesFailed

DEFAULT_PORT = 8000
_claims: list["Claim"] = []


@dataclass(frozen=True)
class Claim:
    """What a group holds as long as it runs: the lock of its EDGE_HOME, and its listening socket.

    The socket outlives each web process, so a browser waits a moment, instead of being refused, while one restarts.
    """

    lock: IO[str]
    listener: socket.socket

    @property
    def address(self) -> str:
        """Return what to type into a browser."""
        host, port = self.listener.getsockname()[:2]
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- compared, not bound
        return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"

    def release(self) -> None:
        """Let another group run here."""
        self.listener.close()
        self.lock.close()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --host and --port."""
    parser.add_argument(
        "--host", default=os.environ.get("EDGE_HOST", "127.0.0.1"), help="address to listen on"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("EDGE_PORT", DEFAULT_PORT)),
        help=f"port to listen on (default {DEFAULT_PORT})",
    )


def claim_from(arguments: list[str]) -> Claim:
    """Return the claim that a command line asks for; called again in the same process, it returns the first one.

    Comes before anything is started. Raises ServicesFailed as `take` does.
    """
    if not _claims:
        parser = argparse.ArgumentParser(add_help=False)
        add_arguments(parser)
        chosen, _ = parser.parse_known_args(arguments)
        _claims.append(take(chosen.host, chosen.port))
    return _claims[-1]


def take(host: str, port: int) -> Claim:
    """Return the right to run here. Raises ServicesFailed where Edge runs in this EDGE_HOME, or the port is taken."""
    lock = _lock_home()
    try:
        return Claim(lock, _listen(host, port))
    except ServicesFailed:
        lock.close()
        raise


def _lock_home() -> IO[str]:
    home = edge_home()
    create_home(home)
    lock = (home / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        who = lock.read().strip() or "unknown"
        lock.close()
        raise ServicesFailed(
            f"Edge is already running from {home} (process {who}).",
            "Stop it first (Ctrl-C there), or give this one a folder of its own: EDGE_HOME=… and --port.",
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as undo:
        listener = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(2048)
        except OSError as reason:
            why = (
                "is in use by another program"
                if reason.errno == errno.EADDRINUSE
                else f"cannot be used ({reason})"
            )
            raise ServicesFailed(
                f"Port {port} on {host} {why}.", "Choose another one with --port."
            ) from reason
        undo.pop_all()
    return listener
