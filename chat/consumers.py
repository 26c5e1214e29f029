"""The socket as the chat page uses it: it also sends questions and stops answers."""

from typing import Any

from django.conf import settings

from chat import turns
from chat.models import Turn
from edge.lib.errors import InvalidRequest
from edge.live.consumers import LiveConsumer
from edge.merchants.models import Merchant, Role
from edge.merchants.roles import Scope
from edge.merchants.tenancy import run_in_tenant

FIELDS = ("question", "client_id", "stream", "revises", "change", "language")
LANGUAGES = {code for code, _ in settings.LANGUAGES}


class ChatConsumer(LiveConsumer):
    """Adds the streams of the visitor's own conversations, `send` and `stop`."""

    def __init__(self, ping_s: float = 20.0, recheck_s: float = 60.0) -> None:
        """ping_s, recheck_s: as for every socket of Edge."""
        super().__init__(ping_s, recheck_s)
        self.commands |= {"send": type(self).send_question, "stop": type(self).stop_answer}
        self.guarded |= {"send", "stop"}

    @property
    def merchant(self) -> Merchant:
        """The merchant of the open page."""
        return self.visitor.access.merchant

    @property
    def asker(self) -> turns.Asker:
        """The visitor as the one who asks."""
        return turns.Asker.of(self.visitor.access)

    def may_read(self, stream: str) -> bool:
        """Return whether the stream is the feed or one of the visitor's own conversations."""
        if super().may_read(stream):
            return True
        return turns.conversations_of(self.merchant, self.asker).filter(public_id=stream).exists()

    async def send_question(self, message: dict[str, Any]) -> None:
        """Store a question; its `msg.ack` comes over the stream, which the sender is subscribed to from here on."""
        self.visitor.access.require(role=Role.STAFF, scope=Scope.ASK, is_write=True)
        question = _question(message, self.merchant.language)
        turn = await run_in_tenant(self.merchant.pk, turns.ask, self.merchant, self.asker, question)
        stream = turn.conversation.public_id
        await self.say(
            {"type": "sent", "client_id": turn.client_id, "id": turn.public_id, "stream": stream}
        )
        if stream not in self.seen:
            self.seen[stream] = 0
            await self.deliver(stream)

    async def stop_answer(self, message: dict[str, Any]) -> None:
        """End an answer at once; closing the tab ends none."""
        self.visitor.access.require(role=Role.STAFF, scope=Scope.ASK, is_write=True)
        turn: Turn = await run_in_tenant(
            self.merchant.pk, turns.stop, self.merchant, self.asker, str(message.get("id", ""))
        )
        await self.say({"type": "stopping", "id": turn.public_id})


def _question(message: dict[str, Any], language: str) -> turns.Question:
    texts = {name: message.get(name) or "" for name in FIELDS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise InvalidRequest("A question is text.")
    return turns.Question(
        text=texts["question"],
        client_id=texts["client_id"],
        language=language if texts["language"] not in LANGUAGES else texts["language"],
        conversation=texts["stream"],
        change=texts["change"],
        revises=texts["revises"],
    )
