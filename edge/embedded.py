"""The embedded services of one EDGE_HOME: commands join what runs, start what is missing, and the last stops it."""

import atexit
import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

from edge.database_setup import APP, OWNER, SYSTEM
from edge.embedded_postgres import EmbeddedPostgres
from edge.embedded_process import ServicesFailed, say
from edge.embedded_redis import EmbeddedRedis

# The kernel takes 107 bytes for a socket's path; ".s.PGSQL.5432.lock" and our own folder's name must fit as well.
LONGEST_TEMPORARY_FOLDER = 60
_failures: list[ServicesFailed] = []
_joined: list["Joined"] = []


@dataclass(frozen=True)
class RedisUrls:
    """One Redis in the three spellings that its clients want."""

    client: str
    channels: str
    broker: str


def redis_urls(url: str) -> RedisUrls:
    """Return the spellings of `url`: redis-py and Channels say unix://, Celery says redis+socket://."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return RedisUrls(client=url, channels=url, broker=url)
    number = parse_qs(parts.query).get("db", ["0"])[-1]
    return RedisUrls(
        client=url, channels=url, broker=f"redis+socket://{parts.path}?virtual_host={number}"
    )


class Joined:
    """This process's share in the services of one EDGE_HOME, held by a lock on a lease file."""

    def __init__(
        self, home: Path, *, durable: bool, wants_postgres: bool, wants_redis: bool
    ) -> None:
        """Take a lease and start what is wanted and missing."""
        self.home = home
        self.pid = os.getpid()
        create_home(home)
        with _gate(home):
            self._lease = self._take_lease()
            sockets = _socket_folder(home)
            self.postgres = (
                EmbeddedPostgres(home, sockets, durable=durable) if wants_postgres else None
            )
            self.redis = EmbeddedRedis(home, sockets, durable=durable) if wants_redis else None
            try:
                self._start()
            except BaseException:
                self._leave_under_gate()
                raise

    def urls(self) -> dict[str, str]:
        """Return the variables that point Edge at these services."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APP)
            found["DATABASE_SYSTEM_URL"] = self.postgres.url(SYSTEM)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        if self.redis:
            found["REDIS_URL"] = self.redis.url
            found["BROKER_URL"] = redis_urls(self.redis.url).broker
        return found

    def dead(self) -> list[str]:
        """Return the names of the services that no longer take connections."""
        services = [service for service in (self.postgres, self.redis) if service]
        return [service.process.name for service in services if not service.process.listens()]

    def revive(self) -> None:
        """Start again what died, and wait until it has recovered."""
        with _gate(self.home):
            # Something that tidies temporary folders may have taken it away.
            (self.home / "sockets").resolve().mkdir(mode=0o700, exist_ok=True)
            self._start()

    def leave(self) -> bool:
        """Give the lease back and return whether the services now stand still: the last to leave stops them."""
        # A forked child runs its parent's exit handlers in some libraries; the lease is the parent's.
        if self.pid != os.getpid() or self._lease.closed:
            return False
        with _gate(self.home):
            return self._leave_under_gate()

    def _start(self) -> None:
        for service in (self.postgres, self.redis):
            if service:
                service.start()

    def _take_lease(self) -> IO[str]:
        folder = self.home / "leases"
        folder.mkdir(exist_ok=True)
        # Two containers may share this folder and both be process 1.
        lease = (folder / f"{self.pid}-{secrets.token_hex(4)}").open("w")
        fcntl.flock(lease, fcntl.LOCK_EX)
        return lease

    def _leave_under_gate(self) -> bool:
        self._lease.close()
        if any(_is_held(lease) for lease in (self.home / "leases").iterdir()):
            return False
        sockets = (self.home / "sockets").resolve()
        for service in (EmbeddedPostgres(self.home, sockets), EmbeddedRedis(self.home, sockets)):
            if service.process.is_alive():
                service.stop()
        shutil.rmtree(sockets, ignore_errors=True)
        (self.home / "sockets").unlink(missing_ok=True)
        return True


def edge_home() -> Path:
    """Return the folder that holds all of this installation's data."""
    chosen = os.environ.get("EDGE_HOME")
    return (
        Path(chosen).expanduser().resolve()
        if chosen
        else Path(__file__).resolve().parent.parent / ".edge"
    )


def join(*, durable: bool = True) -> Joined | None:
    """Point this process at the services, starting embedded ones for those that have no address yet.

    Sets DATABASE_URL, DATABASE_SYSTEM_URL, DATABASE_OWNER_URL, REDIS_URL and BROKER_URL, so it comes before Django
    reads its settings. Returns None where both addresses are given. Raises ServicesFailed.
    """
    wants_postgres = not _is_given("DATABASE_URL")
    wants_redis = not _is_given("REDIS_URL")
    if not wants_postgres and not wants_redis:
        return None
    joined = Joined(
        edge_home(), durable=durable, wants_postgres=wants_postgres, wants_redis=wants_redis
    )
    atexit.register(joined.leave)
    _joined.append(joined)
    for name, value in joined.urls().items():
        # A broker of one's own may stand beside the embedded Redis.
        if name != "BROKER_URL" or not _is_given(name):
            os.environ[name] = value
    return joined


def current() -> Joined | None:
    """Return this process's share in embedded services, if it has one."""
    return _joined[-1] if _joined else None


def note_failure(failed: ServicesFailed) -> None:
    """Remember why joining failed, for `doctor`, which reports it among its other checks."""
    _failures.append(failed)


def noted_failure() -> ServicesFailed | None:
    """Return why joining failed in this process, if it did."""
    return _failures[-1] if _failures else None


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def create_home(home: Path) -> None:
    """Create the folder of an installation. Raises ServicesFailed where that is not allowed."""
    # As root, Postgres runs under another account, which must be able to walk through.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        home.mkdir(mode=mode, parents=True, exist_ok=True)
        (home / "logs").mkdir(mode=0o700, exist_ok=True)
    except OSError as reason:
        raise ServicesFailed(
            f"EDGE_HOME cannot be created: {reason}.",
            "Set EDGE_HOME to a folder that you may write to.",
        ) from reason


@contextlib.contextmanager
def _gate(home: Path) -> Iterator[None]:
    """Let one process at a time start, stop, join or leave."""
    with (home / "services.lock").open("a") as lock:
        started = time.monotonic()
        has_told = False
        while not _try_lock(lock):
            if not has_told and time.monotonic() - started > 3:
                has_told = True
                say("Edge: waiting for another command that is starting or stopping the services.")
            time.sleep(0.02)
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(lease: Path) -> bool:
    """Return whether the process of this lease lives; a dead one's is removed."""
    with lease.open("a") as file:
        if not _try_lock(file):
            return True
        lease.unlink()
    return False


def _socket_folder(home: Path) -> Path:
    """Return the private folder for sockets, named by a link in `home`; a checkout's own path may be too long."""
    link = home / "sockets"
    if link.is_symlink() and link.is_dir():
        return link.resolve()
    link.unlink(missing_ok=True)
    place = tempfile.gettempdir()
    if len(os.fsencode(place)) > LONGEST_TEMPORARY_FOLDER:
        place = "/tmp"  # noqa: S108 -- mkdtemp makes a private folder in it
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:6]
    folder = Path(tempfile.mkdtemp(prefix=f"edge-{mark}-", dir=place))
    link.symlink_to(folder)
    return folder.resolve()
