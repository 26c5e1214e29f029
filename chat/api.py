"""The API's door to the chat: ask, read a conversation, follow its events, stop an answer."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime, ConfigDict, Field

from chat import pages, turns
from chat.models import Conversation, Turn
from edge.live import events
from edge.merchants.access import access_of, merchant_endpoint, merchant_for
from edge.merchants.models import Merchant, Role
from edge.merchants.roles import Scope
from edge.merchants.tenancy import tenant_context

router = Router(tags=["chat"])
MOST_EVENTS = 500
LONGEST_WAIT_S = 60.0
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=64)]
LANGUAGE = "|".join(code for code, _ in settings.LANGUAGES)


class AskIn(Schema):
    """A question, in a new conversation or as the next one of an old one."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=turns.LONGEST_QUESTION)
    conversation: str = Field("", description="the public id of the conversation that this goes on")
    language: str | None = Field(None, pattern=f"^({LANGUAGE})$")
    as_of: AwareDatetime | None = Field(None, description="the moment that counts as now")
    wait_s: float = Field(
        20.0, ge=0, le=LONGEST_WAIT_S, description="how long to wait for the answer"
    )


class TurnOut(Schema):
    """A question and its answer; the reply is there once the status is final."""

    id: str
    conversation: str
    question: str
    asked_at: datetime
    status: str = Field(
        description="waiting, running, answered, partial, refused, clarify, stopped or failed"
    )
    reply: dict[str, Any] | None = None


class ConversationOut(Schema):
    """A conversation; its id is the name of its stream."""

    id: str
    title: str
    asked_at: datetime


class EventsOut(Schema):
    """Events of a stream after the number that was given; ask again after the last one's `seq`."""

    events: list[dict[str, Any]]
    head: int


@router.post("/ask", response={200: TurnOut, 202: TurnOut}, operation_id="ask")
def ask(
    request: HttpRequest, body: AskIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Ask a question and wait for its answer; 202 where it is still being written, then read the turn or its events.

    The same Idempotency-Key asks once, however often it is sent.
    """
    merchant = merchant_for(request, role=Role.STAFF, scope=Scope.ASK)
    asker = turns.Asker.of(access_of(request))
    question = turns.Question(
        text=body.question,
        client_id=idempotency_key or uuid.uuid4().hex,
        language=body.language or merchant.language,
        answer_in=body.language or "",
        conversation=body.conversation,
        as_of=body.as_of,
    )
    # Committed before it is waited for: nobody could answer it before that.
    with tenant_context(merchant):
        turn = turns.ask(merchant, asker, question)
    has_ended = turns.wait_for(merchant, asker, turn.public_id, body.wait_s)
    with tenant_context(merchant):
        turn.refresh_from_db(fields=["status", "reply"])
        return Status(200 if has_ended else 202, _shown(turn))


@router.get("/turns/{turn_id}", response=TurnOut, operation_id="get_turn")
@merchant_endpoint(scope=Scope.ASK)
def get_turn(request: HttpRequest, merchant: Merchant, turn_id: str) -> dict[str, Any]:
    """Return a question of one's own and its answer."""
    return _shown(turns.find_turn(merchant, turns.Asker.of(access_of(request)), turn_id))


@router.post("/turns/{turn_id}/stop", response=TurnOut, operation_id="stop_turn")
@merchant_endpoint(scope=Scope.ASK)
def stop_turn(request: HttpRequest, merchant: Merchant, turn_id: str) -> dict[str, Any]:
    """End an answer that is being written; what is there is kept."""
    return _shown(turns.stop(merchant, turns.Asker.of(access_of(request)), turn_id))


@router.get("/conversations", response=list[ConversationOut], operation_id="list_conversations")
@merchant_endpoint(scope=Scope.ASK)
def list_conversations(
    request: HttpRequest, merchant: Merchant, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[dict[str, Any]]:
    """Return one's own conversations, the one asked last first."""
    found = turns.conversations_of(merchant, turns.Asker.of(access_of(request)))[:limit]
    return [_listed(one) for one in found]


@router.get(
    "/conversations/{conversation_id}/events", response=EventsOut, operation_id="list_events"
)
@merchant_endpoint(scope=Scope.ASK)
def list_events(
    request: HttpRequest,
    merchant: Merchant,
    conversation_id: str,
    since: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
) -> dict[str, Any]:
    """Return what happened in a conversation after event number `since`, as the socket would have sent it."""
    asker = turns.Asker.of(access_of(request))
    found = pages.find_conversation(merchant, asker, conversation_id)
    entries = events.replay(merchant, found.public_id, since, limit=limit)
    return {
        "events": [events.frame(entry) for entry in entries],
        "head": events.head(merchant, found.public_id),
    }


def _shown(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.public_id,
        "conversation": turn.conversation.public_id,
        "question": turn.question,
        "asked_at": turn.asked_at,
        "status": turn.status,
        "reply": turn.reply,
    }


def _listed(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.public_id,
        "title": conversation.title,
        "asked_at": conversation.asked_at,
    }
