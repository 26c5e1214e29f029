"""The payouts page: what reached the bank, and what the card provider kept."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights.charts import Chart
from insights.metrics.figure import Figure, Point, Series
from insights.sections.comparing import Reader, value_of
from insights.sections.sales import step_chart
from insights.sections.spans import Span


@dataclass(frozen=True)
class PayoutsRead:
    """What was read for the page."""

    total: Figure
    fees: Figure
    gross: Figure
    days: Series


@dataclass(frozen=True)
class PayoutsPage:
    """Everything that the payouts page shows; without rows there was no payout in the span."""

    data_until: str
    period: str
    total: Figure
    fees: Figure
    fee_share: Figure
    has_fees: bool
    rows: tuple[Point, ...] = ()
    chart: Chart | None = None
    chart_title: str = ""
    largest: Point | None = None


def payouts_page(span: Span, read: PayoutsRead, reader: Reader, data_until: str) -> PayoutsPage:
    """Return the page of one span; days without a payout are left out of the list."""
    rows = tuple(point for point in read.days.points if value_of(point.figure))
    largest = max(rows, key=lambda point: value_of(point.figure), default=None)
    currency = read.total.currency or ""
    return PayoutsPage(
        data_until=data_until,
        period=span.label,
        total=read.total,
        fees=read.fees,
        fee_share=reader.share(read.fees, read.gross),
        has_fees=bool(read.fees.rows),
        rows=rows,
        chart=step_chart(rows, largest, reader, lambda value: reader.axis(value, currency)),
        chart_title=_("Payouts, %(period)s") % {"period": span.label},
        largest=largest,
    )
