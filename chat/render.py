"""Puts figures into an answer: as plain text for a terminal, as escaped HTML whose numbers open their receipts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chat.analyst.reply import PLACE, Block, Reply
from edge.merchants.models import Merchant
from insights.dates import locale_for
from insights.metrics.figure import Figure
from insights.metrics.tokens import token
from insights.metrics.wording import format_figure

_SIGNED = ":signed"
# In a table every cell is a figure: their dots would be noise.
_QUIET = "is-quiet"
_FEWEST_BARS = 3
_NOTHING = Decimal(0)
_PARAGRAPHS = {
    "answer": '<p class="answer">{}</p>',
    "detail": '<p class="answer">{}</p>',
    "note": '<p class="small soft">{}</p>',
    "refusal": '<p class="answer">{}</p>',
    "question": '<p class="answer">{}</p>',
}


def to_text(reply: Reply, merchant: Merchant) -> str:
    """Return an answer as plain text, its figures at full precision in the answer's language."""
    locale = locale_for(reply.language, merchant.country)
    return "\n".join(_text_of(block, reply.figures, locale) for block in reply.blocks)


def to_html(reply: Reply, merchant: Merchant) -> SafeString:
    """Return an answer as HTML: all words escaped, each figure a link to its receipt."""
    filler = _Filler(merchant, reply.figures, locale_for(reply.language, merchant.country))
    return format_html_join("", "{}", ((_html_of(block, filler),) for block in reply.blocks))


@dataclass(frozen=True)
class _Filler:
    """Puts one answer's figures into its words."""

    merchant: Merchant
    figures: Mapping[str, Figure]
    locale: str

    def fill(self, text: str, style: str = "") -> SafeString:
        """Return words escaped, with a link in each place of a figure; style: the look's further class."""
        parts: list[tuple[object]] = []
        at = 0
        for match in PLACE.finditer(text):
            figure, signed = self.figures[match[1]], match[2] == _SIGNED
            parts += [(text[at : match.start()],), (self._link(figure, style, signed=signed),)]
            at = match.end()
        return format_html_join("", "{}", [*parts, (text[at:],)])

    def value(self, text: str) -> Decimal | None:
        """Return the value of the figure that a cell is, None where it is none or has none."""
        match = PLACE.fullmatch(text)
        value = self.figures[match[1]].value if match else None
        return None if value is None else Decimal(value)

    def _link(self, figure: Figure, style: str, *, signed: bool) -> SafeString:
        address = reverse("receipt", args=[token(self.merchant, figure)])
        shown = format_figure(figure, self.locale, signed=signed)
        classes = f"figure {style}".strip()
        return format_html('<a class="{}" href="{}">{}</a>', classes, address, shown)


def fill_text(text: str, figures: Mapping[str, Figure], locale: str) -> str:
    """Return words with the figures they name in their places."""

    def shown(match: re.Match[str]) -> str:
        return format_figure(figures[match[1]], locale, signed=match[2] == _SIGNED)

    return PLACE.sub(shown, text)


def _text_of(block: Block, figures: Mapping[str, Figure], locale: str) -> str:
    if block.kind == "quote":
        return f"“{block.text}” ({', '.join(block.head)})"
    lines = [block.text]
    for rank, row in enumerate(block.rows, 1):
        name, *cells = row
        start = f"{rank}. " if block.numbered else "- "
        lines.append(start + ": ".join(part for part in (name, ", ".join(cells)) if part))
    return "\n".join(fill_text(line, figures, locale) for line in lines)


def _html_of(block: Block, filler: _Filler) -> SafeString:
    if block.kind == "table":
        return _table(block, filler)
    if block.kind == "quote":
        return format_html(
            '<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>',
            block.text,
            " · ".join(block.head),
        )
    paragraph = format_html(_PARAGRAPHS[block.kind], filler.fill(block.text))
    choices = format_html_join("", "<li>{}</li>", ((filler.fill(row[0]),) for row in block.rows))
    return format_html("{}<ul>{}</ul>", paragraph, choices) if block.rows else paragraph


@dataclass(frozen=True)
class _Bar:
    """Where a bar begins, how long it is, in percent of its cell, and how it is drawn."""

    x: str
    width: str
    mark: str


def _table(block: Block, filler: _Filler) -> SafeString:
    """Return a table; each row carries the bar of its first number."""
    bars = _bars([filler.value(row[1]) if len(row) > 1 else None for row in block.rows])
    marks: Sequence[_Bar | None] = bars or [None] * len(block.rows)
    rows = [
        {
            "name": filler.fill(row[0]),
            "bar": bar,
            "cells": [filler.fill(cell, _QUIET) for cell in row[1:]],
        }
        for row, bar in zip(block.rows, marks, strict=True)
    ]
    context = {
        "caption": filler.fill(block.text),
        "head": [filler.fill(text) for text in block.head],
        "has_bars": bool(bars),
        "rows": rows,
    }
    return render_to_string("chat/_table.html", context)


def _bars(values: Sequence[Decimal | None]) -> list[_Bar]:
    """Return a bar for each value: rises and falls on either side of one line; none where bars would say nothing."""
    known = [value for value in values if value is not None]
    most, least = max(known, default=_NOTHING), min(known, default=_NOTHING)
    if len(known) < _FEWEST_BARS or len(known) < len(values) or not (most or least):
        return []
    zero = max(-least, _NOTHING)
    span = zero + max(most, _NOTHING)
    shape = {True: "mark-full" if zero == 0 else "mark-more", False: "mark-less"}
    return [
        _Bar(
            x=f"{(zero + min(value, _NOTHING)) / span * 100:.2f}%",
            width=f"{abs(value) / span * 100:.2f}%",
            mark=shape[value >= 0],
        )
        for value in known
    ]
