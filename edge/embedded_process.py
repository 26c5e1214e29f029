"""A service process that outlives the command which started it, recognised by a lock that it holds."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOG_LIMIT_BYTES = 10_000_000
GENTLE_STOP_S = 15.0
_children: list[subprocess.Popen[bytes]] = []


class ServicesFailed(RuntimeError):
    """The embedded services cannot run; the text says what happened, `mend` what to do."""

    def __init__(self, text: str, mend: str) -> None:
        """Keep both sentences."""
        super().__init__(text)
        self.mend = mend


def say(text: str) -> None:
    """Tell the terminal; standard output belongs to the command's own answer."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class ServiceProcess:
    """One service: where its files are and how to know that it lives.

    The process inherits an open, locked file. The kernel frees the lock when the process and all that it forked are
    gone, so neither a stale pid file nor a reused pid nor a surviving backend can mislead us, whoever died and how.
    """

    name: str
    folder: Path
    socket: Path
    pid_file: Path
    lock_file: Path
    log: Path
    stop_signal: signal.Signals

    def is_alive(self) -> bool:
        """Return whether the process, or anything it forked, still lives."""
        _reap()
        with self.lock_file.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def listens(self) -> bool:
        """Return whether its socket takes a connection; the service may still be recovering."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.socket))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:
                return True
        return True

    def start(self, command: list[str], entry: Callable[[], None] | None) -> None:
        """Start `command` in a session of its own: Ctrl-C in the terminal is not meant for it."""
        self.clear()
        # Nobody holds the lock, so this is a dead process's note; after a reboot its number may be somebody else's.
        self.pid_file.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.unlink()
        with self.lock_file.open("a") as lock, self.log.open("ab") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _children.append(
                subprocess.Popen(
                    command,
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    pass_fds=(lock.fileno(),),
                    preexec_fn=entry,
                )
            )

    def stop(self) -> None:
        """Ask it to end, and wait until it and all that it forked are gone, however long that takes."""
        self._signal(self.stop_signal)
        self._wait_until_gone(limit_s=None)

    def clear(self) -> None:
        """End what a killed process left behind, so that no two work on the same files."""
        if not self.is_alive():
            return
        say(f"Edge: {self.name} left processes behind; ending them first.")
        was_asked = self._signal(self.stop_signal)
        # A dead server's children notice by themselves when they are idle; the busy ones never do.
        if self._wait_until_gone(limit_s=GENTLE_STOP_S if was_asked else 1.0):
            return
        for pid in _processes_in(self.folder):
            _kill(pid, signal.SIGKILL)
        self._wait_until_gone(limit_s=None)

    def last_words(self) -> str:
        """Return the end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-8:])

    def _signal(self, which: signal.Signals) -> bool:
        """Return whether there was a server to take the signal."""
        try:
            pid = int(self.pid_file.read_text("ascii").split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return False
        return self.is_alive() and _kill(pid, which)

    def _wait_until_gone(self, limit_s: float | None) -> bool:
        start = told = time.monotonic()
        while self.is_alive():
            now = time.monotonic()
            if limit_s is not None and now - start > limit_s:
                return False
            if now - told > 10:
                told = now
                say(f"Edge: waiting for {self.name} to end ({now - start:.0f} s).")
            time.sleep(0.02)
        return True


def _reap() -> None:
    for child in list(_children):
        if child.poll() is not None:
            _children.remove(child)


def _kill(pid: int, which: signal.Signals) -> bool:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return False
    return True


def _processes_in(folder: Path) -> list[int]:
    """Return the ids of processes whose working folder is `folder`; none where there is no /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == folder:
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found
