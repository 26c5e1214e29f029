"""How a number adds up, line by line, as a receipt shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args

from edge.merchants.models import Merchant
from insights.metrics.catalog import metric_of
from insights.metrics.describing import differing, period_words, title
from insights.metrics.figure import Factor, Figure, MetricQuery, Series
from insights.metrics.query import compute
from insights.metrics.receipt_words import count, say
from insights.metrics.tokens import token
from insights.metrics.wording import (
    format_figure,
    format_plain,
    format_value,
    metric_name,
    point_name,
)

LineKind = Literal["", "part", "total", "first"]
PARTS_SHOWN = 4


@dataclass(frozen=True)
class Line:
    """One line: a part stands in an inner column, a total under the rule; token leads to the line's own receipt."""

    name: str
    amount: str
    kind: LineKind = ""
    token: str = ""


@dataclass(frozen=True)
class Composer:
    """Where lines are composed: for whom, and as of which watermark; None is now."""

    merchant: Merchant
    language: str
    watermark: int | None

    def line(
        self, figure: Figure, name: str, *, kind: LineKind = "", is_taken: bool = False
    ) -> Line:
        """Return a line of a figure; is_taken shows it with a minus, as what is taken off."""
        taken = -figure.value if is_taken and figure.value is not None else figure.value
        return Line(name, self.amount(taken, figure), kind, token(self.merchant, figure))

    def amount(self, value: Decimal | int | None, figure: Figure) -> str:
        """Return a value of the figure's unit; money without its sign, which the receipt names once."""
        if figure.unit == "money" and value is not None:
            return format_plain(value, figure.currency, self.language)
        return format_value(value, figure.unit, figure.currency, self.language)

    def counted(self, key: str, number: int) -> str:
        """Return "58 sales"."""
        return count(self.language, key, number, format_plain(number, None, self.language))


def lines_of(merchant: Merchant, figure: Figure, language: str) -> Iterator[Line]:
    """Yield the lines that make up a figure, its own value last."""
    composer = Composer(merchant, language, figure.watermark)
    if figure.how != "measured":
        yield from _derived(composer, figure)
        return
    metric = metric_of(figure.metric)
    if figure.query.counts_parts:
        yield composer.line(figure, title(merchant, figure, language), kind="total")
        return
    if metric.key in ("net_sales", "gross_sales"):
        yield from _sold(composer, figure)
    elif metric.formula == "a/b":
        upper, lower = _UPPER_LOWER[metric.key]
        for part in compute(
            merchant, [_as(figure, upper), _as(figure, lower)], watermark=figure.watermark
        ):
            if isinstance(part, Figure):
                yield composer.line(part, metric_name(part, language))
    yield composer.line(figure, metric_name(figure, language), kind="total")


# Computed from more of the books than these figures, which say whose and of when.
_WORKED_OUT = frozenset({*get_args(Factor), "like_changes", "as_large"})
_UPPER_LOWER = {
    "average_sale": ("gross_sales", "sales_count"),
    "refund_rate": ("refunds", "gross_sales"),
    "units_per_sale": ("units", "sales_count"),
    "average_price": ("gross_sales", "units"),
    "tip_rate": ("tips", "gross_sales"),
    "tipped_share": ("tipped_sales", "sales_count"),
    "average_tip": ("tips", "tipped_sales"),
    "fee_rate": ("fees", "gross_sales"),
}


def _as(figure: Figure, metric: str) -> MetricQuery:
    query = figure.query
    return MetricQuery(
        metric,
        query.period,
        query.filters,
        time_from=query.time_from,
        time_to=query.time_to,
        currency=query.currency,
    )


def _sold(composer: Composer, figure: Figure) -> Iterator[Line]:
    """Yield what was sold, split by means of payment where those are known, and what was given back."""
    asked = [_as(figure, "gross_sales"), _as(figure, "sales_count"), _as(figure, "refunds")]
    gross, sales, refunds = (
        part
        for part in compute(composer.merchant, asked, watermark=composer.watermark)
        if isinstance(part, Figure)
    )
    by_payment = replace(asked[0], by="payment_method", order="-value")
    [paid] = compute(composer.merchant, [by_payment], watermark=composer.watermark)
    yield composer.line(gross, composer.counted("sales", int(sales.value or 0)))
    if isinstance(paid, Series):
        yield from _paid(composer, paid)
    if figure.metric == "net_sales" and refunds.rows:
        yield composer.line(refunds, composer.counted("refunds", refunds.rows), is_taken=True)


def _paid(composer: Composer, paid: Series) -> Iterator[Line]:
    """Yield the means of payment, the smaller ones together, so that the lines add up."""
    if not any(point.key for point in paid.points):
        return
    shown = paid.points[:PARTS_SHOWN]
    for point in shown:
        name = point_name("payment_method", point, composer.language)
        said = say(composer.language, "by", name=name) if point.key else name
        yield composer.line(point.figure, said, kind="part")
    left = [point.figure.value or 0 for point in paid.points[PARTS_SHOWN:]]
    if left:
        yield Line(
            say(composer.language, "other"),
            format_plain(sum(left), shown[0].figure.currency, composer.language),
            "part",
        )


def _derived(composer: Composer, figure: Figure) -> Iterator[Line]:
    """Yield the figures that this one was computed from, each with its own receipt."""
    language = composer.language
    if figure.how in ("ratio", "effect"):
        names = [metric_name(part, language) for part in figure.of]
    elif figure.how in _WORKED_OUT:
        names = [
            f"{metric_name(part, language)}, {period_words(composer.merchant, part.query, language)}"
            for part in figure.of
        ]
    else:
        names = differing(composer.merchant, figure.of, language)
    for part, name in zip(figure.of, names, strict=True):
        said = (
            say(language, f"{part.how}_of", n=len(part.of)) if part.how in ("mean", "sum") else name
        )
        yield composer.line(part, said, is_taken=figure.how == "rest" and part is not figure.of[0])
    if figure.how == "per_day":
        yield Line(say(language, "days"), format_plain(figure.days or 0, None, language))
    if figure.how == "growth":
        now, then = figure.of
        if now.value is not None and then.value is not None:
            yield Line(say(language, "difference"), composer.amount(now.value - then.value, now))
    name = say(language, figure.how, name=metric_name(figure, language))
    yield Line(name, format_figure(figure, language), "total", token(composer.merchant, figure))
