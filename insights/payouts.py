"""Assembles the payouts page: what reached the bank in the last four weeks, and what it cost."""

from datetime import datetime

from edge.merchants.models import Merchant
from insights.metrics.figure import MetricQuery
from insights.reach import reach_of
from insights.sections import home_words
from insights.sections.asking import ask
from insights.sections.comparing import Reader
from insights.sections.labels import worded
from insights.sections.payouts import PayoutsPage, PayoutsRead, payouts_page
from insights.sections.spans import DEFAULT, chosen_span
from insights.standing import stand


def payouts(merchant: Merchant, *, now: datetime, reader: Reader) -> PayoutsPage | None:
    """Return the payouts page, None where nothing was sold yet; inside the merchant's context.

    Three statements, none of them a write.
    """
    reach = reach_of(merchant)
    if reach is None:
        return None
    standing = stand(reader.calendar, now=now, reach=reach)
    span = chosen_span(DEFAULT, standing, reader)
    answers = ask(
        merchant,
        {
            "total": MetricQuery("payouts", span.period),
            "fees": MetricQuery("fees", span.period),
            "gross": MetricQuery("gross_sales", span.period),
            "days": MetricQuery("payouts", span.period, by="day"),
        },
    )
    read = PayoutsRead(
        total=answers.figure("total"),
        fees=answers.figure("fees"),
        gross=answers.figure("gross"),
        days=worded(answers.series("days"), reader),
    )
    return payouts_page(span, read, reader, home_words.moment(reach.data_until, standing, reader))
