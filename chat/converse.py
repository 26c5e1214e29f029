"""The process that answers: claims turns, runs many at once, and leaves none behind when it ends."""

import asyncio
import contextlib
from functools import partial
from typing import Any

import structlog
from django.db import DatabaseError
from redis.exceptions import RedisError

from chat.leases import Claim, claim, release
from chat.running import run
from chat.turns import GROUP
from edge.live.wake import channel_layer
from edge.merchants.tenancy import run_in_tenant, run_in_thread

# A wake-up may be lost with Redis; the table is looked at this often whatever happens.
LOOK_EVERY_S = 0.5
AFTER_ERROR_S = 1.0
# Membership of the group runs out after a day.
REJOIN_EVERY_S = 3600.0
log = structlog.get_logger("edge.converse")


class Converse:
    """One asyncio process beside web and worker; any number of them share the table of turns."""

    def __init__(self, at_once: int, grace_s: float) -> None:
        """at_once: turns that run at the same time; grace_s: what they get to finish when the process ends."""
        self.at_once, self.grace_s = at_once, grace_s
        self.running: dict[int, tuple[Claim, asyncio.Task[Any]]] = {}
        self._look = asyncio.Event()
        self._ending = False

    def end(self) -> None:
        """Claim nothing more and wind down."""
        self._ending = True
        self._look.set()

    async def serve(self) -> None:
        """Answer until `end` is called."""
        ear = asyncio.create_task(self._listen())
        try:
            while not self._ending:
                self._look.clear()
                if not await self._take():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._look.wait(), LOOK_EVERY_S)
        finally:
            ear.cancel()
            await asyncio.gather(ear, return_exceptions=True)
            await self._wind_down()

    async def _take(self) -> int:
        """Claim as many turns as may run beside those that do; return how many there were."""
        room = self.at_once - len(self.running)
        if room <= 0:
            return 0
        try:
            claims = await run_in_thread(claim, room)
        except DatabaseError as error:
            log.warning("claim_failed", reason=type(error).__name__)
            await asyncio.sleep(AFTER_ERROR_S)
            return 0
        for taken in claims:
            task = asyncio.create_task(run(taken))
            self.running[taken.turn_id] = (taken, task)
            task.add_done_callback(partial(self._forget, taken.turn_id))
        return len(claims)

    def _forget(self, turn_id: int, _done: asyncio.Task[Any]) -> None:
        self.running.pop(turn_id, None)
        # There is room again, and the next question of the conversation may be ripe.
        self._look.set()

    async def _listen(self) -> None:
        """Look at once when a question was asked; drop a turn that was stopped."""
        while True:
            try:
                await self._hear()
            except (RedisError, OSError) as error:
                log.warning("deaf", reason=type(error).__name__)
                await asyncio.sleep(AFTER_ERROR_S)

    async def _hear(self) -> None:
        layer = channel_layer()
        # Of one kind with the channels of sockets: the layer reads one kind of a process at a time.
        name = await layer.new_channel()
        while True:
            await layer.group_add(GROUP, name)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REJOIN_EVERY_S):
                    while True:
                        self._heed(await layer.receive(name))

    def _heed(self, message: dict[str, Any]) -> None:
        if message["type"] == "turn.stopped" and message["turn"] in self.running:
            self.running[message["turn"]][1].cancel()
        self._look.set()

    async def _wind_down(self) -> None:
        """Let the running turns finish; those that do not are given back for the next process."""
        if self.running:
            await asyncio.wait([task for _, task in self.running.values()], timeout=self.grace_s)
        left = list(self.running.values())
        for _, task in left:
            task.cancel()
        await asyncio.gather(*(task for _, task in left), return_exceptions=True)
        for taken, _ in left:
            with contextlib.suppress(DatabaseError):
                await run_in_tenant(taken.merchant_id, release, taken)
