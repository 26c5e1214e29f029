"""A question answered aloud: what the analyst saw, what it meant by it, the SQL of each figure, and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chat.analyst.answer import answer
from chat.analyst.explanation import explain
from chat.analyst.intent import Told
from chat.analyst.reply import Reply
from chat.analyst.trace import Trace
from chat.render import to_text
from edge.merchants.models import Merchant
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
    body = {
        "question": question,
        **explain(trace),
        "status": reply.status,
        "missing": list(reply.missing),
        "answer": to_text(reply, merchant),
        "figures": [_figure(merchant, figure) for figure in reply.figures.values()],
    }
    return Explained(reply, body)


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
