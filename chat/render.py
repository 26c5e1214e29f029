"""Puts figures into an answer: as plain text for a terminal, as escaped HTML whose numbers open their receipts."""

import re
from collections.abc import Callable, Mapping

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
    locale = locale_for(reply.language, merchant.country)

    def shown(figure: Figure, *, signed: bool) -> SafeString:
        address = reverse("receipt", args=[token(merchant, figure)])
        return format_html(
            '<a class="figure" href="{}">{}</a>',
            address,
            format_figure(figure, locale, signed=signed),
        )

    def filled(text: str) -> SafeString:
        return _filled_html(text, reply.figures, shown)

    return format_html_join("", "{}", ((_html_of(block, filled),) for block in reply.blocks))


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


def _html_of(block: Block, filled: Callable[[str], SafeString]) -> SafeString:
    if block.kind == "table":
        return _table(block, filled)
    if block.kind == "quote":
        return format_html(
            '<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>',
            block.text,
            " · ".join(block.head),
        )
    paragraph = format_html(_PARAGRAPHS[block.kind], filled(block.text))
    choices = format_html_join("", "<li>{}</li>", ((filled(row[0]),) for row in block.rows))
    return format_html("{}<ul>{}</ul>", paragraph, choices) if block.rows else paragraph


def _table(block: Block, filled: Callable[[str], SafeString]) -> SafeString:
    heads = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (format_html(' class="{}"', "amount") if n else "", filled(head))
            for n, head in enumerate(block.head)
        ),
    )
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                filled(row[0]),
                format_html_join(
                    "", '<td class="amount">{}</td>', ((filled(cell),) for cell in row[1:])
                ),
            )
            for row in block.rows
        ),
    )
    head = format_html("<thead><tr>{}</tr></thead>", heads) if block.head else ""
    return format_html(
        '<table class="ledger is-tight"><caption>{}</caption>{}<tbody>{}</tbody></table>',
        filled(block.text),
        head,
        rows,
    )


def _filled_html(
    text: str, figures: Mapping[str, Figure], shown: Callable[..., SafeString]
) -> SafeString:
    """Return words escaped, with each place filled by what `shown` makes of its figure."""
    parts: list[tuple[object]] = []
    at = 0
    for match in PLACE.finditer(text):
        parts += [
            (text[at : match.start()],),
            (shown(figures[match[1]], signed=match[2] == _SIGNED),),
        ]
        at = match.end()
    return format_html_join("", "{}", [*parts, (text[at:],)])
