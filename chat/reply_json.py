"""A reply as programs read it: `ask --json`, the API, and the row that keeps it."""

import re
from typing import Any

from chat.analyst.intent import Refusal, choice_to_json
from chat.analyst.reply import PLACE, Block, Reply
from chat.render import to_text
from edge.merchants.models import Merchant
from insights.metrics.export import figure_json, json_value

_TABLE_HEAD = ("metric", "value", "unit", "first day", "last day", "filters")


def reply_json(reply: Reply, merchant: Merchant) -> dict[str, Any]:
    """Return a reply as plain JSON; amounts are decimal strings in major units, counts integers, rates fractions."""
    period = reply.period
    return {
        "status": reply.status,
        "text": to_text(reply, merchant),
        "lang": reply.language,
        "period": [period.first.isoformat(), period.last.isoformat()] if period else None,
        "intent": reply.intent.to_json() if reply.intent else None,
        "figures": [figure_json(figure) for figure in reply.figures.values()],
        "missing": list(reply.missing),
        "refusal": _refusal(reply),
        "choices": _choices(reply),
        "confidence": round(reply.confidence, 2),
        "suggestions": list(reply.suggestions),
        "by": reply.by,
        "table": table_of(reply),
    }


def _refusal(reply: Reply) -> dict[str, str] | None:
    """Return why a question was refused, None where it was not; never the words that were not understood."""
    if reply.status != "refused":
        return None
    refusal = reply.refusal or Refusal("unknown")
    return {"reason": refusal.reason, "topic": refusal.topic}


def _choices(reply: Reply) -> list[dict[str, Any]]:
    """Return the readings between which it asks to choose: what each is called, and the intent that answers it."""
    names = [row[0] for block in reply.blocks if block.kind == "question" for row in block.rows]
    return [
        {"text": name, **choice_to_json(choice)}
        for name, choice in zip(names, reply.choices, strict=True)
    ]


def table_of(reply: Reply) -> list[list[Any]]:
    """Return the numbers of an answer as rows for a spreadsheet: its own tables, else one row a figure."""
    tables = [block for block in reply.blocks if block.kind == "table"]
    if tables:
        return [row for block in tables for row in _rows(block, reply)]
    if not reply.figures:
        return []
    return [list(_TABLE_HEAD), *(_figure_row(figure_json(one)) for one in reply.figures.values())]


def _rows(block: Block, reply: Reply) -> list[list[Any]]:
    return [list(block.head), *([_cell(cell, reply) for cell in row] for row in block.rows)]


def _cell(cell: str, reply: Reply) -> Any:
    """Return a cell that is one figure as its number, and any other text with its figures in place."""

    def plain(match: re.Match[str]) -> str:
        return str(json_value(reply.figures[match[1]]))

    return PLACE.sub(plain, cell)


def _figure_row(figure: dict[str, Any]) -> list[Any]:
    filters = "; ".join(
        " ".join([one["dimension"], one["op"], ", ".join(one["values"])])
        for one in figure["filters"]
    )
    name = (
        figure["metric"] if figure["how"] == "measured" else f"{figure['metric']} ({figure['how']})"
    )
    return [name, figure["value"], figure["unit"], *figure["period"], filters]
