"""The channel layer as a wake-up: it says that there is something new to read, never what it says."""

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from typing import Any

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

TIMEOUT_S = 2.0
DRAIN_S = 1.0
log = structlog.get_logger("edge.live")


class _Waker:
    """One event loop in a thread of its own, so that sync code wakes others without waiting for Redis."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.pending: set[Future[None]] = set()
        threading.Thread(target=self.loop.run_forever, name="wake", daemon=True).start()
        atexit.register(self.drain)

    def submit(self, job: Coroutine[Any, Any, None]) -> None:
        future = asyncio.run_coroutine_threadsafe(job, self.loop)
        self.pending.add(future)
        future.add_done_callback(self.pending.discard)

    def drain(self) -> None:
        """Give the last wake-ups of a short command a moment to leave; a forked child has none of them."""
        if self.pid == os.getpid():
            wait(list(self.pending), timeout=DRAIN_S)
            self.loop.call_soon_threadsafe(self.loop.stop)


_waker: _Waker | None = None
_making = threading.Lock()


def _current() -> _Waker:
    global _waker  # one a process; a forked child needs a thread of its own
    with _making:
        if _waker is None or _waker.pid != os.getpid():
            _waker = _Waker()
        return _waker


async def _send(group: str, message: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await channel_layer().group_send(group, message)
    except (OSError, TimeoutError, RedisError) as error:
        # Nothing is lost: the rows are the truth, and every reader also looks by itself now and then.
        log.warning("wake_up_lost", group=group, reason=type(error).__name__)


def channel_layer() -> Any:
    """Return the channel layer, whose library ships no types."""
    return get_channel_layer()  # type: ignore[no-untyped-call]  # as said


def merchant_group(merchant_id: int) -> str:
    """Return the group that every open socket of a merchant has joined."""
    return f"merchant-{merchant_id}"


def wake(group: str, kind: str, **details: Any) -> None:
    """Tell everyone in a group to look; returns at once and never raises, whatever state Redis is in.

    kind: the handler's name with dots, such as `live.wake`; details are hints, never content.
    """
    _current().submit(_send(group, {"type": kind, **details}))
