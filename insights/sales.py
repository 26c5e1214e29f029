"""Assembles the sales page: one span of days, day by day, and how it splits."""

from datetime import datetime

from edge.merchants.models import Merchant
from insights.metrics.figure import MetricQuery
from insights.reach import reach_of
from insights.sections import home_words
from insights.sections.asking import ask
from insights.sections.comparing import Reader
from insights.sections.labels import worded
from insights.sections.sales import SPLIT_ROWS, SPLITS, SalesPage, SalesRead, sales_page
from insights.sections.spans import Span, chosen_span
from insights.standing import stand

NET = "net_sales"
# Items are counted line by line: over a longer span the page would keep its reader waiting.
ITEM_DAYS = 31


def sales(merchant: Merchant, *, span_key: str, now: datetime, reader: Reader) -> SalesPage | None:
    """Return the sales page, None where nothing was sold yet; inside the merchant's context.

    Three statements, none of them a write.
    """
    reach = reach_of(merchant)
    if reach is None:
        return None
    standing = stand(reader.calendar, now=now, reach=reach)
    span = chosen_span(span_key, standing, reader)
    splits = [by for by in SPLITS if by != "product" or span.period.days <= ITEM_DAYS]
    asked = {
        "now": MetricQuery(NET, span.period),
        "then": MetricQuery(NET, span.before),
        "count": MetricQuery("sales_count", span.period),
        "average": MetricQuery("average_sale", span.period),
        "refunds": MetricQuery("refunds", span.period),
        "steps": MetricQuery(NET, span.period, by=span.step),
    }
    for by in splits:
        asked[f"split.{by}"] = _split(span, by)
    answers = ask(merchant, asked)
    read = SalesRead(
        now=answers.figure("now"),
        then=answers.figure("then") if span.before.last >= reach.first_day else None,
        count=answers.figure("count"),
        average=answers.figure("average"),
        refunds=answers.figure("refunds"),
        steps=worded(answers.series("steps"), reader),
        splits=[worded(series, reader) for series in answers.all_series("split")],
    )
    return sales_page(span, read, reader, home_words.moment(reach.data_until, standing, reader))


def _split(span: Span, by: str) -> MetricQuery:
    if by == "weekday":
        return MetricQuery(NET, span.period, by=by)
    return MetricQuery(NET, span.period, by=by, order="-value", limit=SPLIT_ROWS, sold_only=True)
