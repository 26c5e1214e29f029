"""A question answered aloud: what the analyst saw, what it meant by it, the SQL of each figure, and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chat.analyst.answer import answer, answer_intent
from chat.analyst.explanation import explain
from chat.analyst.intent import Intent, Told
from chat.analyst.reply import Reply
from chat.analyst.trace import Trace
from chat.answering import history_of
from chat.models import Turn
from chat.render import to_text
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.metrics.export import json_value
from insights.metrics.figure import Figure
from insights.metrics.receipt import scope_of
from insights.metrics.receipt_sql import sql_text
from insights.metrics.tokens import Recipe, recipe_of


@dataclass(frozen=True)
class Explained:
    """A reply, and everything that led to it as plain JSON."""

    reply: Reply
    body: dict[str, Any]


def answer_aloud(
    merchant: Merchant,
    question: str,
    *,
    now: datetime,
    language: str | None = None,
    history: Sequence[Told | Mapping[str, Any]] = (),
) -> Explained:
    """Answer as the analyst does and tell how, inside the merchant's tenant_context; it takes and means the same."""
    trace = Trace()
    reply = answer(merchant, question, now=now, language=language, history=history, trace=trace)
    return Explained(reply, {"question": question, **explain(trace), **_told(merchant, reply)})


def explain_turn(turn: Turn) -> dict[str, Any]:
    """Return how a turn is understood and answered by today's code and books, and what was said then.

    Opens the merchant's own context; who may look is the caller's to decide.
    """
    merchant, now = turn.merchant, turn.as_of or turn.asked_at
    told = turn.reply or {}
    with tenant_context(merchant):
        if turn.wanted_intent is not None:
            intent = Intent.from_json(turn.wanted_intent)
            reply = answer_intent(merchant, intent, now=now, language=turn.language)
            body = {"question": turn.question, "confidence": None, "intent": turn.wanted_intent}
            body |= _told(merchant, reply)
        else:
            body = answer_aloud(
                merchant,
                turn.question,
                now=now,
                language=turn.answer_in or None,
                history=history_of(turn),
            ).body
    then = {"status": turn.status, "answer": told.get("text", ""), "by": told.get("by", "")}
    return body | {"then": then, "role": turn.role}


def _told(merchant: Merchant, reply: Reply) -> dict[str, Any]:
    return {
        "status": reply.status,
        "missing": list(reply.missing),
        "answer": to_text(reply, merchant),
        "figures": [_figure(merchant, figure) for figure in reply.figures.values()],
    }


def _figure(merchant: Merchant, figure: Figure) -> dict[str, Any]:
    parts = recipe_of(figure).measured
    return {
        "id": figure.id,
        "metric": figure.metric,
        "how": figure.how,
        "value": json_value(figure),
        "unit": figure.unit_name,
        "sql": list(dict.fromkeys(_sql(merchant, part) for part in parts)),
    }


def _sql(merchant: Merchant, part: Recipe) -> str:
    return sql_text(scope_of(merchant, part), part.query) if part.query is not None else ""
