"""Two sources that tell of the same days, in words: which one counts there, and the choice between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.pages.days import in_words
from connectors.pages.formats import Words
from edge.facts.dimensions import Feed
from edge.facts.overlap import OverlapSpan, Pair

MOST_SPANS = 6


@dataclass(frozen=True)
class Choice:
    """One way to count: a feed's public id, or "both"."""

    key: str
    label: str
    result: str
    is_now: bool


@dataclass(frozen=True)
class Overlap:
    """One pair of sources with the days that both tell of."""

    one: str
    other: str
    title: str
    says: str
    spans: list[str]
    choices: list[Choice]
    # Nobody has said yet which of them counts.
    is_open: bool


def overlap_words(pairs: Sequence[Pair], words: Words) -> list[Overlap]:
    """Return the overlaps as the data page tells them; those that wait for the merchant first."""
    return sorted((_overlap(pair, words) for pair in pairs), key=lambda one: not one.is_open)


def _overlap(pair: Pair, words: Words) -> Overlap:
    days = sum(span.days for span in pair.spans)
    text = ngettext(
        "%(one)s and %(other)s both tell of %(days)s day",
        "%(one)s and %(other)s both tell of %(days)s days",
        days,
    )
    names = {"one": pair.one.name, "other": pair.other.name}
    return Overlap(
        one=pair.one.public_id,
        other=pair.other.public_id,
        title=text % (names | {"days": words.count(days)}),
        says=_says(pair),
        spans=[_span(span, pair, words) for span in pair.spans[:MOST_SPANS]],
        choices=[
            _choice(
                pair,
                pair.one,
                [(one.one_minor, one.currency) for one in pair.spans],
                words,
            ),
            _choice(
                pair,
                pair.other,
                [(one.other_minor, one.currency) for one in pair.spans],
                words,
            ),
            _both(pair, words),
        ],
        is_open=not pair.is_chosen,
    )


def _says(pair: Pair) -> str:
    if pair.is_chosen and pair.counts is None:
        return _("You said that these are different sales: both count.")
    if pair.is_chosen and pair.counts is not None:
        return _("You said that %(source)s counts there.") % {"source": pair.counts.name}
    if pair.counts is None:
        return _(
            "I find few of the same sales in both and count both. Tell me if they are the same sales."
        )
    share = round(pair.found_in_other * 100)
    return _(
        "%(share)s %% of the sales of the smaller one are in the other as well. %(source)s counts there until you "
        "say otherwise, so that nothing counts twice."
    ) % {"share": share, "source": pair.counts.name}


def _span(span: OverlapSpan, pair: Pair, words: Words) -> str:
    told = {
        "days": in_words(span.first, span.last, words.locale),
        "one": pair.one.name,
        "one_sum": words.minor(span.one_minor, span.currency),
        "other": pair.other.name,
        "other_sum": words.minor(span.other_minor, span.currency),
    }
    text = _("%(days)s: %(one)s tells %(one_sum)s, %(other)s %(other_sum)s") % told
    return text if span.location is None else f"{span.location.name}, {text}"


def _sums(amounts: Sequence[tuple[int, str]], words: Words) -> str:
    by_currency: dict[str, int] = {}
    for amount, currency in amounts:
        by_currency[currency] = by_currency.get(currency, 0) + amount
    return ", ".join(words.minor(amount, currency) for currency, amount in by_currency.items())


def _choice(pair: Pair, feed: Feed, amounts: Sequence[tuple[int, str]], words: Words) -> Choice:
    is_now = pair.counts is not None and pair.counts.pk == feed.pk
    label = _("%(source)s counts") % {"source": feed.name}
    result = _("%(sum)s for these days") % {"sum": _sums(amounts, words)}
    return Choice(feed.public_id, label, result, is_now)


def _both(pair: Pair, words: Words) -> Choice:
    amounts = [
        (amount, span.currency)
        for span in pair.spans
        for amount in (span.one_minor, span.other_minor)
    ]
    result = _("%(sum)s for these days") % {"sum": _sums(amounts, words)}
    return Choice("both", _("Both, they are different sales"), result, pair.counts is None)
