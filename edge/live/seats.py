"""How many sockets a person has open, counted in Redis; a seat that is no longer kept frees itself."""

import time
from functools import cache

import redis
from django.conf import settings

SEATS = 10
KEPT_S = 60
# Old seats go, then one is taken where there is room; in one script, so that ten handshakes at once are ten.
_TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], 3600)
return 1
"""


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _key(user_id: int) -> str:
    return f"edge:seats:{user_id}"


def take_seat(user_id: int, name: str, *, seats: int = SEATS) -> bool:
    """Return whether this person may have one more socket, and count it if so."""
    now = time.time()
    taken = _client().eval(_TAKE, 1, _key(user_id), now - KEPT_S, now, name, seats)
    return bool(taken)


def keep_seat(user_id: int, name: str) -> None:
    """Say that the socket is still open; call it at least every KEPT_S seconds."""
    _client().zadd(_key(user_id), {name: time.time()})


def leave_seat(user_id: int, name: str) -> None:
    """Free the seat of a socket that closed."""
    _client().zrem(_key(user_id), name)
