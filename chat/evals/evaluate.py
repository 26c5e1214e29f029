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
from chat.evals.expect import failures
from chat.explaining import Explained, answer_aloud
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
    # How each turn was understood, computed and judged; empty where nobody asked.
    explained: tuple[dict[str, Any], ...] = ()

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
            "explained": list(self.explained),
        }


def answer_bank(
    questions: Sequence[Question], data: Path, say: Say, *, explains: bool = False
) -> Iterator[Answered]:
    """Yield each question answered, in the bank's order; each data set that is named is loaded once.

    explains: tell how each was understood as well. Raises InvalidRequest where a question names a data set that the
    folder does not hold.
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
        yield answer_question(merchants[question.data], question, explains=explains)


def answer_question(merchant: Merchant, question: Question, *, explains: bool = False) -> Answered:
    """Answer a question and its follow-ups as one conversation at the moment it was asked."""
    told: list[Told] = []
    replies: list[Reply] = []
    texts: list[str] = []
    explained: list[dict[str, Any]] = []
    started = time.monotonic()
    for place, words in enumerate(question.turns):
        with tenant_context(merchant):
            if explains:
                aloud = _aloud(merchant, question, place, told)
                reply = aloud.reply
                explained.append(aloud.body)
            else:
                reply = _answer(merchant, question, words, told)
            texts.append(to_text(reply, merchant))
        replies.append(reply)
        told.append(Told(words, reply.intent if reply.status in _TOLD else None))
    seconds = time.monotonic() - started
    return Answered(question, tuple(texts), tuple(replies), seconds, tuple(explained))


def _answer(merchant: Merchant, question: Question, words: str, told: Sequence[Told]) -> Reply:
    now = merchant.calendar.local(question.as_of)
    return answer(merchant, words, now=now, language=question.language, history=told)


def _aloud(merchant: Merchant, question: Question, place: int, told: Sequence[Told]) -> Explained:
    """Answer one turn, telling how, and why it is not what the bank expects where it says."""
    now = merchant.calendar.local(question.as_of)
    words = question.turns[place]
    aloud = answer_aloud(merchant, words, now=now, language=question.language, history=told)
    expect = question.expects[place] if place < len(question.expects) else {}
    aloud.body["failed"] = failures(expect, aloud.reply, aloud.body["answer"])
    return aloud
