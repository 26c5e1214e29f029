"""What a bank expects of an answer, held against the reply itself; what is wrong, in words.

Coarser than a scorer that reads the text: it looks at the figures that the answer shows, at its period and status.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date, get_day_names

from chat.analyst.reply import Reply
from insights.metrics.figure import Figure

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATES = ("d MMMM", "d. MMMM", "MMMM d", "d MMM", "d. MMM", "MMM d", "dd.MM.yyyy", "dd/MM/yyyy")
_MOST_SHOWN = 6


def failures(expect: Mapping[str, Any], reply: Reply, text: str) -> list[str]:
    """Return what an answer lacks of what is expected of it, each in a sentence; empty where nothing."""
    if expect.get("refuse"):
        return list(_not_refused(expect, reply, text))
    wanted = any(expect.get(key) for key in ("numbers", "mentions", "period"))
    if wanted and reply.status not in {"answered", "partial"}:
        said = f" (missing: {', '.join(reply.missing)})" if reply.missing else ""
        return [f"An answer was expected; the question was {_fate(reply)}{said}."]
    return [
        *(_number(one, reply, text) for one in expect.get("numbers", ()) if not _has(one, reply, text)),
        *_mentions(expect, reply, text),
        *_period(expect, reply),
    ]  # fmt: skip


def _fate(reply: Reply) -> str:
    return {"refused": "refused", "clarify": "answered by a question back"}.get(
        reply.status, reply.status
    )


def _not_refused(expect: Mapping[str, Any], reply: Reply, text: str) -> Iterator[str]:
    if reply.status != "refused":
        yield f"A refusal was expected; the question was {_fate(reply)}."
    yield from _mentions(expect, reply, text)


def _has(expected: Mapping[str, Any], reply: Reply, text: str) -> bool:
    wanted = Decimal(str(expected["value"]))
    if expected.get("unit") == "hour":
        return bool(re.search(rf"(?<!\d)0?{int(wanted)}(?!\d)", text))
    places = int(expected.get("places", 0))
    return any(
        _is(figure, wanted, places, str(expected.get("unit", ""))) for figure in _shown(reply)
    )


def _shown(reply: Reply) -> Sequence[Figure]:
    return [figure for figure in reply.figures.values() if figure.value is not None]


def _is(figure: Figure, wanted: Decimal, places: int, unit: str) -> bool:
    """Return whether a figure is the expected number at the expected precision; its sign may be carried by a word."""
    if (unit == "%") != (figure.unit == "fraction") or (
        figure.unit == "money" and unit != figure.currency
    ):
        return False
    exact = Decimal(1).scaleb(-places)
    value = abs(_magnitude(figure)).quantize(exact, rounding=ROUND_HALF_UP)
    return value == abs(wanted).quantize(exact, rounding=ROUND_HALF_UP)


def _magnitude(figure: Figure) -> Decimal:
    value = Decimal(figure.value or 0)
    return value * 100 if figure.unit == "fraction" else value


def _number(expected: Mapping[str, Any], reply: Reply, text: str) -> str:
    wanted = f"{expected['value']} {expected.get('unit', '')}".strip()
    if expected.get("unit") == "hour":
        return f"Expected hour {expected['value']}; the answer does not name it."
    shown = [_told(figure) for figure in _shown(reply)]
    more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
    there = ", ".join(shown[:_MOST_SHOWN]) + more if shown else "no figure"
    return f"Expected {wanted}; the answer shows {there}."


def _told(figure: Figure) -> str:
    """Return a figure with what it measures: the likeliest mistake is another metric or another period."""
    period = figure.query.period
    unit = "%" if figure.unit == "fraction" else figure.unit_name
    value = _magnitude(figure).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    name = figure.metric if figure.how == "measured" else f"{figure.how} of {figure.metric}"
    return f"{value} {unit} ({name}, {period.first} to {period.last})"


def _mentions(expect: Mapping[str, Any], reply: Reply, text: str) -> Iterator[str]:
    folded = text.casefold()
    places = [_place(mention, folded, reply.language) for mention in expect.get("mentions", ())]
    for mention, place in zip(expect.get("mentions", ()), places, strict=True):
        if place < 0:
            yield f"Expected “{mention}” in the words of the answer."
    if expect.get("order") and min(places, default=0) >= 0 and places != sorted(places):
        yield "The mentions stand in another order than expected."


def _place(mention: str, folded: str, language: str) -> int:
    """Return where the first of a mention's alternatives stands, -1 where none does."""
    spelled = [form for part in mention.split("|") for form in _spellings(part, language)]
    found = [place for form in spelled if (place := folded.find(form.casefold())) >= 0]
    return min(found, default=-1)


def _spellings(part: str, language: str) -> list[str]:
    """Return how a mention may be written: a day or a weekday in words of the language."""
    if part.casefold() in _WEEKDAYS:
        name: str = get_day_names("wide", locale=language)[_WEEKDAYS.index(part.casefold())]
        return [part, name]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", part):
        day = date.fromisoformat(part)
        return [part, *(format_date(day, one, locale=language) for one in _DATES)]
    return [part]


def _period(expect: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    if "period" not in expect:
        return
    first, last = expect["period"]
    own = reply.period
    if own is None or (own.first.isoformat(), own.last.isoformat()) != (first, last):
        told = f"{own.first} to {own.last}" if own else "no period"
        yield f"Expected {first} to {last}; the answer covers {told}."
