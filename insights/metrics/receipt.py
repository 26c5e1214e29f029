"""The receipt of a figure: computed anew from the books as they stood, with everything that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from edge.facts.models import Feed
from edge.merchants.models import Merchant
from insights import dates
from insights.metrics.again import recompute
from insights.metrics.catalog import metric_of
from insights.metrics.describing import filter_words, period_words, title
from insights.metrics.figure import Figure
from insights.metrics.receipt_lines import Line, lines_of
from insights.metrics.receipt_rows import Totals, newest_rows, totals_of
from insights.metrics.receipt_sql import sql_text
from insights.metrics.receipt_words import count, how, say
from insights.metrics.sql_filters import Scope
from insights.metrics.tokens import Recipe, open_token, token
from insights.metrics.wording import format_figure, format_plain, metric_name

__all__ = ["Receipt", "open_token", "receipt_for", "recompute", "token"]
NEWEST = 5


@dataclass(frozen=True)
class ListedRow:
    """One row behind the number; the last may stand for all earlier ones."""

    time: str
    what: str
    amount: str


@dataclass(frozen=True)
class Receipt:
    """Everything that proves one number, in the reader's language.

    lines add up to the value. facts are pairs of a term and its description. rows are the newest with one line for
    the rest; sum is empty where single rows do not add up to the number. changed says, in words, what the number is
    now where the books have changed since; empty where they have not. number is what the bars encode.
    """

    figure: Figure
    shop: str
    name: str
    value: str
    lines: tuple[Line, ...]
    plain: str
    facts: tuple[tuple[str, str], ...]
    row_count: int
    rows_title: str
    rows: tuple[ListedRow, ...]
    sum: str
    how: str
    sql: str
    number: str
    definition: str
    changed: str
    also: str
    token: str


@dataclass(frozen=True)
class Reader:
    """For whom a receipt is written."""

    merchant: Merchant
    language: str
    watermark_now: int

    @property
    def locale(self) -> str:
        """The locale of dates."""
        return dates.locale_for(self.language)


def receipt_for(merchant: Merchant, given: str, language: str) -> Receipt:
    """Return the receipt that a token stands for, inside the merchant's tenant_context.

    Raises NotFound where the token is not this merchant's.
    """
    recipe = open_token(merchant, given)
    now = Merchant.objects.values_list("last_batch", flat=True).get(pk=merchant.pk)
    reader = Reader(merchant, language, now)
    figure = recompute(merchant, recipe, watermark_now=now)
    leaf = recipe.measured[0]
    first = _leaf_of(figure)
    scope = scope_of(merchant, leaf)
    totals = totals_of(scope, first)
    return Receipt(
        figure=figure,
        shop=merchant.name,
        name=title(merchant, figure, language),
        value=format_figure(figure, language),
        lines=tuple(lines_of(merchant, figure, language)),
        plain=metric_of(figure.metric).words(language).plain,
        facts=tuple(_facts(reader, figure, totals)),
        row_count=figure.rows,
        rows_title=count(language, "rows", totals.rows, format_plain(totals.rows, None, language)),
        rows=tuple(_rows(reader, scope, first, totals)),
        sum=format_plain(totals.shown, totals.currency, language) if totals.adds_up else "",
        how=_how(figure, language),
        sql=_sql(scope, first),
        number=f"{figure.id[4:8]} {figure.id[8:12]}",
        definition=say(
            language,
            "version",
            name=metric_name(figure, language),
            version=figure.definition_version,
        ),
        changed=_changed(reader, recipe, figure),
        also=_also(figure, language),
        token=given,
    )


def scope_of(merchant: Merchant, leaf: Recipe) -> Scope:
    """Return where a measured part of a figure is read."""
    currency = (leaf.query.currency if leaf.query else None) or merchant.currency
    return Scope(merchant.pk, merchant.calendar, currency, leaf.watermark)


def _leaf_of(figure: Figure) -> Figure:
    return figure if figure.how == "measured" else _leaf_of(figure.of[0])


def _facts(reader: Reader, figure: Figure, totals: Totals) -> list[tuple[str, str]]:
    merchant, language = reader.merchant, reader.language
    ends = merchant.day_end_minutes
    periods = _periods(merchant, figure, language)
    found = [(say(language, "period"), periods[0])]
    if periods[1:] and periods[1] != periods[0]:
        found.append((say(language, "usual"), periods[1]))
    return [
        *found,
        (say(language, "filters"), filter_words(merchant, figure.query, language)),
        (say(language, "zone"), merchant.time_zone),
        (
            say(language, "day_end"),
            f"{ends // 60:02d}:{ends % 60:02d}" if ends else say(language, "midnight"),
        ),
        (say(language, "source"), _source(reader, figure, totals)),
    ]


def _periods(merchant: Merchant, figure: Figure, language: str) -> list[str]:
    """Return the period of each number that a figure was computed from; of a mean or sum all in one."""
    if figure.how in ("mean", "sum"):
        return [
            "; ".join(period for part in figure.of for period in _periods(merchant, part, language))
        ]
    if figure.how == "measured":
        return [period_words(merchant, figure.query, language)]
    return [_periods(merchant, part, language)[0] for part in figure.of]


def _source(reader: Reader, figure: Figure, totals: Totals) -> str:
    names = list(
        Feed.objects.for_merchant(reader.merchant)
        .filter(pk__in=totals.feeds)
        .order_by("name")
        .values_list("name", flat=True)
    )
    if not names or figure.data_until is None:
        return say(reader.language, "no_source")
    calendar = reader.merchant.calendar
    day = dates.short_day(calendar.local(figure.data_until).date(), reader.locale)
    time = f"{day} {dates.clock(figure.data_until, calendar, reader.locale)}"
    return say(reader.language, "up_to", names=", ".join(dict.fromkeys(names)), time=time)


def _rows(reader: Reader, scope: Scope, figure: Figure, totals: Totals) -> list[ListedRow]:
    """Return the newest rows and one line for the rest."""
    language = reader.language
    newest = newest_rows(scope, figure, NEWEST, language)
    is_one_day = figure.query.period.days == 1
    shown = [
        ListedRow(
            _moment(reader, row.occurred_at, is_one_day=is_one_day),
            row.what,
            format_plain(row.shown, row.currency, language),
        )
        for row in newest
    ]
    rest = totals.rows - len(newest)
    if rest > 0:
        left = totals.shown - sum((row.shown for row in newest), Decimal(0))
        name = count(language, "rest", rest, format_plain(rest, None, language))
        shown.append(
            ListedRow(
                "–", name, format_plain(left, totals.currency, language) if totals.adds_up else ""
            )
        )
    return shown


def _moment(reader: Reader, moment: datetime, *, is_one_day: bool) -> str:
    time = dates.clock(moment, reader.merchant.calendar, reader.locale)
    if is_one_day:
        return time
    return f"{dates.short_day(reader.merchant.calendar.local(moment).date(), reader.locale)} {time}"


def _how(figure: Figure, language: str) -> str:
    key = figure.metric if figure.how == "measured" else figure.how
    return how(language, key)


def _sql(scope: Scope, figure: Figure) -> str:
    """Return the query with its values, as text; it is shown, never run."""
    value = figure.value
    minor = f"{value} {figure.unit_name}" if value is not None else "nothing"
    return f"{sql_text(scope, figure.query)}\n-- {minor}, {figure.rows} rows"


def _changed(reader: Reader, recipe: Recipe, figure: Figure) -> str:
    """Return what has changed since the figure was told: the rules, or the books."""
    if not figure.id.endswith(recipe.mark):
        return say(reader.language, "redefined")
    if all(leaf.watermark == reader.watermark_now for leaf in recipe.measured):
        return ""
    now = recompute(reader.merchant, recipe, watermark_now=reader.watermark_now, as_of_now=True)
    if now.value == figure.value:
        return ""
    then = format_figure(figure, reader.language)
    return say(reader.language, "changed", then=then, now=format_figure(now, reader.language))


def _also(figure: Figure, language: str) -> str:
    others: Sequence[Figure] = [other for other in figure.others if other.value]
    if not others:
        return ""
    return say(
        language, "also", others=", ".join(format_figure(other, language) for other in others)
    )
