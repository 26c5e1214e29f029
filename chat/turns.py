"""Questions as they are asked, changed, waited for and stopped; `answering` writes what follows."""

import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from chat.answering import Outcome, end
from chat.leases import lease_end
from chat.models import OPEN, Conversation, Status, Turn
from chat.wishes import wanted_intent
from edge.lib.errors import InvalidRequest, NotFound
from edge.live import events, wake
from edge.merchants.access import Access
from edge.merchants.models import Merchant, Role
from edge.merchants.querysets import TenantQuerySet
from edge.merchants.tenancy import tenant_context
from insights.dates import clock, locale_for

LONGEST_QUESTION = 2_000
# Every converse process listens here for new and for stopped turns.
GROUP = "converse"
WAIT_STEP_S = 0.05


@dataclass(frozen=True)
class Asker:
    """Who asks: their name in our tables, and the role that says which figures they may see."""

    name: str
    role: Role = Role.OWNER

    @classmethod
    def of(cls, access: Access) -> "Asker":
        """Return the asker that somebody's access makes them: a person, or the program behind a key."""
        if access.key is not None:
            return cls(f"key:{access.key.public_id}", access.role)
        return cls(f"user:{access.user.pk if access.user else 0}", access.role)


@dataclass(frozen=True)
class Question:
    """A message as it arrives at a door; `conversation` and `revises` are public ids.

    client_id: the sender's own id of the message, up to 64 characters; sent twice, it is asked once.
    language: how Edge speaks where the question's own language does not decide; answer_in: the one to answer in.
    change: which chip or choice of the revised answer was taken; the words are then those of its question.
    as_of: the moment that counts as now.
    """

    text: str
    client_id: str
    language: str
    conversation: str = ""
    answer_in: str = ""
    change: str = ""
    revises: str = ""
    as_of: datetime | None = None


def ask(
    merchant: Merchant, asker: Asker, question: Question, *, lease: uuid.UUID | None = None
) -> Turn:
    """Store a question and return its turn, the same one where the message arrived before.

    Call it inside the merchant's context. lease: the caller answers the turn itself and holds this token; else a
    `converse` process is woken. Raises InvalidRequest, and NotFound for a conversation that is not the asker's.
    """
    length = len(question.text.strip())
    if length > LONGEST_QUESTION or not (length or (question.change and question.revises)):
        raise InvalidRequest(f"Ask in 1 to {LONGEST_QUESTION} characters.")
    if not 0 < len(question.client_id) <= 64:
        raise InvalidRequest("“client_id” is missing, or longer than 64 characters.")
    known = _known(merchant, asker, question.client_id)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _store(merchant, asker, question, lease)
    except IntegrityError:
        # The same message arrived twice at the same time; the other one was first.
        known = _known(merchant, asker, question.client_id)
        if known is None:
            raise
        return known


def _known(merchant: Merchant, asker: Asker, client_id: str) -> Turn | None:
    turns = Turn.objects.for_merchant(merchant).select_related("conversation")
    return turns.filter(asker=asker.name, client_id=client_id).first()


def _store(merchant: Merchant, asker: Asker, question: Question, lease: uuid.UUID | None) -> Turn:
    conversation = _conversation(merchant, asker, question)
    turns = Turn.objects.for_merchant(merchant).filter(conversation=conversation)
    revises = turns.filter(public_id=question.revises).first() if question.revises else None
    if question.revises and revises is None:
        raise NotFound("There is no such question to change.")
    wanted = None
    if revises is not None and question.change:
        wanted = wanted_intent(merchant, revises, question.change, asker.role)
    last = turns.order_by("-number").values_list("number", flat=True).first() or 0
    turn = Turn.objects.create(
        merchant=merchant,
        conversation=conversation,
        number=last + 1,
        asker=asker.name,
        role=asker.role,
        client_id=question.client_id,
        question=question.text.strip() or (revises.question if revises else ""),
        language=_language(question, revises),
        answer_in=question.answer_in,
        wanted_intent=wanted,
        revises=revises,
        as_of=question.as_of,
        status=Status.RUNNING if lease else Status.WAITING,
        lease_token=lease,
        lease_until=lease_end() if lease else None,
        attempts=1 if lease else 0,
    )
    events.append(merchant, conversation.public_id, "msg.ack", _ack(turn, revises))
    if not lease:
        transaction.on_commit(lambda: wake.wake(GROUP, "turn.asked"), robust=True)
    return turn


def _language(question: Question, revises: Turn | None) -> str:
    """Return the language to answer in; a changed chip keeps the language of the answer that it stands on."""
    kept = (revises.reply or {}).get("lang") if revises and question.change else None
    return str(kept or question.language)


def _conversation(merchant: Merchant, asker: Asker, question: Question) -> Conversation:
    if not question.conversation:
        return Conversation.objects.create(
            merchant=merchant, asker=asker.name, title=question.text.strip()[:120]
        )
    # The lock makes two messages of one conversation take their numbers one after the other.
    conversation = (
        conversations_of(merchant, asker)
        .select_for_update()
        .filter(public_id=question.conversation)
        .first()
    )
    if conversation is None:
        raise NotFound("There is no such conversation.")
    conversation.asked_at = timezone.now()
    conversation.save(update_fields=["asked_at"])
    return conversation


def conversations_of(merchant: Merchant, asker: Asker) -> TenantQuerySet[Conversation]:
    """Return the conversations that this asker may read, latest first."""
    rows = Conversation.objects.for_merchant(merchant).filter(asker=asker.name)
    return rows.order_by("-asked_at")


def _ack(turn: Turn, revises: Turn | None) -> dict[str, Any]:
    locale = locale_for(turn.language, turn.merchant.country)
    return {
        "client_id": turn.client_id,
        "id": turn.public_id,
        "question": turn.question,
        "at": turn.asked_at.isoformat(),
        "clock": clock(turn.asked_at, turn.merchant.calendar, locale),
        "revises": revises.public_id if revises else None,
    }


def stop(merchant: Merchant, asker: Asker, turn_public_id: str) -> Turn:
    """End an open turn at once and keep what is there; a turn that has ended stays as it is.

    The row decides: from here on its holder's next write fails. Call it inside the merchant's context.
    """
    turn = (
        Turn.objects.for_merchant(merchant)
        .select_for_update(of=("self",))
        .select_related("conversation")
        .filter(public_id=turn_public_id, asker=asker.name)
        .first()
    )
    if turn is None:
        raise NotFound("There is no such question.")
    if turn.is_open:
        end(turn, turn.attempts, Outcome(Status.STOPPED))
        transaction.on_commit(lambda: wake.wake(GROUP, "turn.stopped", turn=turn.pk), robust=True)
    return turn


def change(merchant: Merchant, asker: Asker, wish: str, client_id: str) -> Turn:
    """Ask again what a button beside an answer wants: its value is the turn's public id, a space and the change.

    Call it inside the merchant's context. Raises NotFound and InvalidRequest.
    """
    turn_public_id, _, wanted = wish.partition(" ")
    turn = find_turn(merchant, asker, turn_public_id)
    question = Question(
        text="",
        client_id=client_id or uuid.uuid4().hex,
        language=turn.language,
        conversation=turn.conversation.public_id,
        change=wanted,
        revises=turn.public_id,
        as_of=turn.as_of,
    )
    return ask(merchant, asker, question)


def find_turn(merchant: Merchant, asker: Asker, turn_public_id: str) -> Turn:
    """Return one of the asker's own turns, inside the merchant's context; raises NotFound."""
    rows = Turn.objects.for_merchant(merchant).select_related("conversation")
    turn = rows.filter(public_id=turn_public_id, asker=asker.name).first()
    if turn is None:
        raise NotFound("There is no such question.")
    return turn


def wait_for(merchant: Merchant, asker: Asker, turn_public_id: str, longest_s: float) -> bool:
    """Return whether one of the asker's own turns has ended, after waiting at most so many seconds.

    A turn that is not the asker's is not waited for. Call it outside every context: each look has its own short one.
    """
    until = time.monotonic() + longest_s
    while _is_open(merchant, asker, turn_public_id):
        if time.monotonic() >= until:
            return False
        # Whoever waits holds no connection: a few of them would leave none for the answers they wait for.
        connections.close_all()
        time.sleep(WAIT_STEP_S)
    return True


def _is_open(merchant: Merchant, asker: Asker, turn_public_id: str) -> bool:
    with tenant_context(merchant):
        rows = Turn.objects.for_merchant(merchant).filter(asker=asker.name, status__in=OPEN)
        return rows.filter(public_id=turn_public_id).exists()
