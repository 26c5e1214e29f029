"""Runs one claimed turn: lets it be answered, writes what comes out, and closes it whatever happens."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from django.conf import settings

from chat import answering, turns
from chat.leases import Claim, LeaseLost, hold
from chat.orchestrator.answer import answer
from chat.orchestrator.contract import Asked, Ended, Event
from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.tenancy import run_in_tenant, tenant_context

LONGEST_TURN_S = 120
# At most twenty writes a second for one answer: what comes faster travels together.
WRITE_EVERY_S = 0.05
log = structlog.get_logger("edge.chat")


async def run(claim: Claim) -> dict[str, Any] | None:
    """Answer one turn and return its reply; None where it was stopped, taken over, given up or failed.

    Never raises but for its own cancellation: an error of ours closes the turn with an apology.
    """
    try:
        asked = await run_in_tenant(claim.merchant_id, answering.begin, claim)
        if asked is None:
            return None
        async with asyncio.timeout(LONGEST_TURN_S):
            return await _answer(claim, asked)
    except LeaseLost:
        log.info("turn_lost", turn=claim.turn_id, attempt=claim.attempt)
    except Exception as error:  # the outermost loop of a turn: the row moves on, then the next
        reference = public_id("err")
        log.exception("turn_failed", turn=claim.turn_id, reference=reference, error=str(error))
        await _give_up(claim, reference)
    return None


async def _give_up(claim: Claim, reference: str) -> None:
    try:
        await run_in_tenant(claim.merchant_id, answering.fail, claim, reference)
    except Exception:  # the database is away: the lease runs out, and another one takes over
        log.exception("turn_left", turn=claim.turn_id, reference=reference)


async def _answer(claim: Claim, asked: Asked) -> dict[str, Any]:
    """Write batch after batch, beside them renew the lease; whichever fails ends both."""
    writer = asyncio.create_task(_write_all(claim, asked))
    keeper = asyncio.create_task(_keep_lease(claim))
    try:
        await asyncio.wait({writer, keeper}, return_when=asyncio.FIRST_COMPLETED)
        if keeper.done() and not writer.done():
            keeper.result()
        return await writer
    finally:
        for task in (writer, keeper):
            task.cancel()
        await asyncio.gather(writer, keeper, return_exceptions=True)


async def _keep_lease(claim: Claim) -> None:
    while True:
        await asyncio.sleep(settings.TURN_LEASE_S / 3)
        await run_in_tenant(claim.merchant_id, hold, claim)


async def _write_all(claim: Claim, asked: Asked) -> dict[str, Any]:
    async for batch in _batches(answer(asked)):
        grown = [step for step in batch if isinstance(step, Event)]
        if grown:
            await run_in_tenant(claim.merchant_id, answering.write, claim, grown)
        if isinstance(batch[-1], Ended):
            status, reply = batch[-1].status, dict(batch[-1].reply)
            await run_in_tenant(claim.merchant_id, answering.finish, claim, status, reply)
            return reply
        await asyncio.sleep(WRITE_EVERY_S)
    raise RuntimeError("an answer ended without saying how")


async def _batches(steps: AsyncIterator[Event | Ended]) -> AsyncIterator[list[Event | Ended]]:
    """Yield what has come since the last time, as soon as there is something; the last step ends it."""
    queue: asyncio.Queue[Event | Ended | None] = asyncio.Queue()

    async def fill() -> None:
        try:
            async for step in steps:
                queue.put_nowait(step)
        finally:
            queue.put_nowait(None)

    filling = asyncio.create_task(fill())
    try:
        is_over = False
        while not is_over:
            come = [await queue.get()]
            while not queue.empty():
                come.append(queue.get_nowait())
            is_over = come[-1] is None
            batch = [step for step in come if step is not None]
            if batch:
                yield batch
        await filling
    finally:
        filling.cancel()


def run_now(merchant: Merchant, question: turns.Question) -> dict[str, Any]:
    """Ask and answer in this process, as `manage.py ask` does, and return the reply as `ask --json` prints it.

    Must not be called inside a merchant's context: the question is committed before it is answered.
    """
    token = uuid.uuid4()
    with tenant_context(merchant):
        turn = turns.ask(merchant, turns.Asker("shell"), question, lease=token)
    reply = async_to_sync(run)(Claim(turn.pk, merchant.pk, token, 1))
    return reply or {"status": "failed", "text": "", "lang": question.language}
