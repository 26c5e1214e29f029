"""Signs of life: each process says in Redis, once a second, that it serves."""

import contextlib
import threading

import redis
from django.conf import settings

BEAT_S = 1.0
# A few missed beats are a busy machine, not a death.
LIFETIME_S = 6


def start(name: str) -> None:
    """Beat for the process `name` from a thread of its own, until the process ends."""
    threading.Thread(target=_beat_for_ever, args=[name], name="heartbeat", daemon=True).start()


def alive(names: list[str]) -> dict[str, bool]:
    """Return which of the processes gave a sign of life lately. Raises redis.RedisError."""
    with _client() as client:
        found = client.mget([_key(name) for name in names])
    return {name: value is not None for name, value in zip(names, found, strict=True)}


def forget(names: list[str]) -> None:
    """Take back the signs of life of an earlier run. Raises redis.RedisError."""
    with _client() as client:
        client.delete(*(_key(name) for name in names))


def _beat_for_ever(name: str) -> None:
    pause = threading.Event()
    with _client() as client:
        while True:
            # Where Redis is away, whoever asks for readiness is told so by Redis itself.
            with contextlib.suppress(redis.RedisError):
                client.set(_key(name), "1", ex=LIFETIME_S)
            pause.wait(BEAT_S)


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _key(name: str) -> str:
    return f"edge:alive:{name}"
