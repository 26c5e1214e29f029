"""Answers a question bank with the built-in analyst, each question and its follow-ups as one conversation."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chat.analyst.answer import answer
from chat.analyst.intent import Told
from chat.analyst.reply import Reply
from chat.evals.bank import Question, read_sources
from chat.evals.books import books_for
from chat.render import to_text
from edge.lib.errors import InvalidRequest
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

Say = Callable[[str], None]
_TOLD = ("answered", "partial")


@dataclass(frozen=True)
class Answered:
    """A question with its replies, in the order of its turns, and how long they took together."""

    question: Question
    texts: tuple[str, ...]
    replies: tuple[Reply, ...]
    seconds: float

    @property
    def body(self) -> dict[str, Any]:
        """The line that the scorer reads."""
        return {
            "id": self.question.id,
            "answers": list(self.texts),
            "statuses": [reply.status for reply in self.replies],
        }

    @property
    def explanation(self) -> dict[str, Any]:
        """What was understood of each turn, for reading beside the answers."""
        intents = [reply.intent.to_json() if reply.intent else None for reply in self.replies]
        return {
            "turns": list(self.question.turns),
            "intents": intents,
            "missing": [list(reply.missing) for reply in self.replies],
            "seconds": round(self.seconds, 3),
        }


def answer_bank(questions: Sequence[Question], data: Path, say: Say) -> Iterator[Answered]:
    """Yield each question answered, in the bank's order; each data set that is named is loaded once.

    Raises InvalidRequest where a question names a data set that the folder does not hold.
    """
    sources = read_sources(data)
    merchants: dict[str, Merchant] = {}
    for question in questions:
        if question.data not in sources:
            raise InvalidRequest(
                f"{question.id} asks about “{question.data}”, which {data} does not hold."
            )
        if question.data not in merchants:
            merchants[question.data] = books_for(sources[question.data], say)
        yield answer_question(merchants[question.data], question)


def answer_question(merchant: Merchant, question: Question) -> Answered:
    """Answer a question and its follow-ups as one conversation at the moment it was asked."""
    now = merchant.calendar.local(question.as_of)
    told: list[Told] = []
    replies: list[Reply] = []
    texts: list[str] = []
    started = time.monotonic()
    for words in question.turns:
        with tenant_context(merchant):
            reply = answer(merchant, words, now=now, language=question.language, history=told)
            texts.append(to_text(reply, merchant))
        replies.append(reply)
        told.append(Told(words, reply.intent if reply.status in _TOLD else None))
    return Answered(question, tuple(texts), tuple(replies), time.monotonic() - started)
