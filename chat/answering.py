"""The answer of one turn as its lease's holder writes it: begun, grown, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation

from chat.leases import Claim, hold
from chat.models import OPEN, Status, Turn
from chat.orchestrator.contract import Asked, Event
from chat.refusals import record_refusal
from edge.live import events
from edge.merchants.models import Role

REMEMBERED_TURNS = 6
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Outcome:
    """How a turn ended: the reply as it is stored, and what is said where there is none."""

    status: Status
    reply: dict[str, Any] | None = None
    words: str = ""


def begin(claim: Claim) -> Asked | None:
    """Announce an attempt to answer and return what is asked; None where it was given up instead.

    Runs inside the merchant's context. Raises LeaseLost.
    """
    hold(claim)
    turn = (
        Turn.objects.for_merchant(claim.merchant_id)
        .select_related("merchant", "conversation", "revises")
        .get(pk=claim.turn_id)
    )
    if claim.attempt > MOST_ATTEMPTS:
        end(
            turn,
            claim.attempt,
            Outcome(Status.FAILED, words=_words(turn, "chat/_interrupted.html")),
        )
        return None
    body = {"gen": _gen(turn, claim.attempt), "turn": turn.public_id}
    events.append(turn.merchant, turn.conversation.public_id, "gen.start", body)
    return Asked(
        merchant=turn.merchant,
        question=turn.question,
        now=turn.as_of or timezone.now(),
        language=turn.language,
        answer_in=turn.answer_in,
        role=Role(turn.role),
        history=history_of(turn),
        intent=turn.wanted_intent,
        turn=turn.public_id,
    )


def history_of(turn: Turn) -> tuple[dict[str, Any], ...]:
    """Return what was asked before a turn, oldest first; of a changed question only its last version counts."""
    before = turn.revises.number if turn.revises else turn.number
    rows = (
        Turn.objects.for_merchant(turn.merchant_id)
        .filter(conversation=turn.conversation_id, number__lt=before, revisions=None)
        .exclude(status__in=OPEN)
        .order_by("-number")[:REMEMBERED_TURNS]
    )
    return tuple(
        {"question": row.question, "status": row.status, "intent": (row.reply or {}).get("intent")}
        for row in reversed(rows)
    )


def write(claim: Claim, written: Iterable[Event]) -> None:
    """Add to the answer; raises LeaseLost. Runs inside the merchant's context."""
    hold(claim)
    turn = _turn(claim)
    gen = _gen(turn, claim.attempt)
    events.append_all(
        claim.merchant_id,
        turn.conversation.public_id,
        [(event.type, {"gen": gen, **event.body}) for event in written],
    )


def finish(claim: Claim, status: str, reply: dict[str, Any]) -> None:
    """Close the turn with its outcome; raises LeaseLost. Runs inside the merchant's context."""
    hold(claim)
    turn = _turn(claim)
    end(turn, claim.attempt, Outcome(Status(status), reply))
    if reply.get("refusal"):
        record_refusal(turn, reply)


def fail(claim: Claim, reference: str) -> None:
    """Close the turn with an apology that names `reference` for support; raises LeaseLost."""
    hold(claim)
    turn = _turn(claim)
    words = _words(turn, "chat/_failed.html", reference)
    end(turn, claim.attempt, Outcome(Status.FAILED, words=words))


def _turn(claim: Claim) -> Turn:
    turns = Turn.objects.for_merchant(claim.merchant_id).select_related("conversation")
    return turns.get(pk=claim.turn_id)


def _gen(turn: Turn, attempt: int) -> str:
    return f"{turn.public_id}/{attempt}"


def _words(turn: Turn, template: str, reference: str = "") -> str:
    with translation.override(turn.language):
        return render_to_string(template, {"turn": turn, "reference": reference})


def end(turn: Turn, attempt: int, outcome: Outcome) -> None:
    """Close a turn, whoever holds it, and tell its readers; inside the merchant's context."""
    Turn.objects.for_merchant(turn.merchant_id).filter(pk=turn.pk).update(
        status=outcome.status,
        reply=outcome.reply,
        ended_at=Now(),
        lease_token=None,
        lease_until=None,
    )
    turn.status = outcome.status
    gen = _gen(turn, attempt)
    last: list[tuple[str, dict[str, Any]]] = []
    if outcome.words:
        last.append(("block", {"gen": gen, "block": "end", "html": outcome.words}))
    last.append(("gen.end", {"gen": gen, "turn": turn.public_id, "status": outcome.status}))
    events.append_all(turn.merchant_id, turn.conversation.public_id, last)
