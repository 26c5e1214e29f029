"""What something costs: CPU seconds of all processes that took part, wall time, memory."""

import os
import resource
import subprocess
import time
from pathlib import Path

import psycopg
from django.conf import settings

TICKS = os.sysconf("SC_CLK_TCK")


class Clock:
    """Measures wall time, and CPU time of this process, of what it ran to an end, and of all of Postgres."""

    def __enter__(self) -> "Clock":
        self._wall, self._cpu = time.monotonic(), cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.monotonic() - self._wall, cpu_seconds() - self._cpu


def cpu_seconds() -> float:
    """Return the CPU time that this process and Postgres, each with its ended children, have used."""
    # A connection of its own: that of the load may be in the middle of a statement.
    with psycopg.connect(url("system")) as server:
        postmaster = parent_of(server.info.backend_pid)
    total = sum(_ticks(one, 11, 13) for one in _children(postmaster)) + _ticks(postmaster, 11, 15)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return total / TICKS + time.process_time() + ended.ru_utime + ended.ru_stime


def parent_of(pid: int) -> int:
    """Return the parent of a process that may have just ended: the server of ours that lives."""
    try:
        return int(_stat(pid)[1])
    except FileNotFoundError:
        home = Path(os.environ["EDGE_HOME"])
        return int(next(home.rglob("postmaster.pid")).read_text().split()[0])


def _stat(pid: int) -> list[str]:
    # The fields after the name, which may hold anything, from the state on.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ticks(pid: int, first: int, end: int) -> int:
    try:
        return sum(int(one) for one in _stat(pid)[first:end])
    except FileNotFoundError:
        return 0


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int(_stat(int(entry.name))[1]) == parent:
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def url(alias: str) -> str:
    """Return how psycopg connects to one of the settings' databases."""
    given = settings.DATABASES[alias]
    return (
        f"host={given['HOST']} user={given['USER']} dbname={given['NAME']} "
        f"port={given['PORT'] or 5432} password='{given['PASSWORD']}'"
    )


def peak_memory_mb(command: list[str]) -> float:
    """Run a command and return the most memory that its process held, in MB. Raises SystemExit where it fails."""
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            # The kernel's own high-water mark; what a parent held before it became this command is not in it.
            peak = max(peak, _high_water_kb(status))
            time.sleep(0.05)
        if process.returncode:
            told = process.stderr.read().decode() if process.stderr else ""
            raise SystemExit(f"{' '.join(command)} failed: {told[-2000:]}")
    return peak / 1000


def _high_water_kb(status: Path) -> int:
    try:
        lines = status.read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
