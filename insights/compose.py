"""Turns a finding into the figures and the sentence in which it is told."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from edge.facts.models import HourRollup
from edge.lib.period import BusinessCalendar, Period, shift_like
from edge.merchants.models import Merchant
from insights.dates import locale_for, long_day, weekday_name
from insights.detectors.contract import Days, Finding
from insights.inbox_tables import Insight
from insights.metrics.codec import dump_figure, load_figure
from insights.metrics.compare import compare_usual
from insights.metrics.figure import Figure, MetricQuery
from insights.metrics.wording import format_figure
from insights.sections.comparing import unsigned

USUAL_DAYS = 4
WEEKS_BACK = 8


def end_of_hour(calendar: BusinessCalendar, day: date, hour: int) -> datetime:
    """Return the instant at which the wall clock leaves `hour` on a business day.

    Hours before the day's end lie past midnight.
    """
    later = hour * 60 < calendar.day_end_minutes
    wall = datetime.combine(day + timedelta(days=later), time()) + timedelta(hours=hour + 1)
    return wall.replace(tzinfo=calendar.zone).astimezone(UTC)


def told_figures(merchant: Merchant, finding: Finding, days: Days) -> dict[str, Any] | None:
    """Return the figures of a finding by name: value, usual, change, growth; None where they would not convince.

    The detector judges by a model of level and weekday. What is told is plainer, and the merchant can check it: the
    mean of the latest days of that weekday with sales. Where that mean does not show the swing, it is not told.
    """
    calendar = merchant.calendar
    until = (
        None
        if finding.until_hour is None
        else end_of_hour(calendar, finding.day, finding.until_hour)
    )
    period = Period(finding.day, finding.day, until)
    usual = usual_periods(merchant, period)
    if not usual:
        return None
    told = compare_usual(merchant, MetricQuery(finding.metric, period), usual)
    change = told.change.value
    if change is None or told.growth.value is None or not days.is_material(float(change)):
        return None
    if (change < 0) != (finding.direction == "low"):
        return None
    figures = {"value": told.now, "usual": told.then, "change": told.change, "growth": told.growth}
    return {name: dump_figure(figure) for name, figure in figures.items()}


def usual_periods(merchant: Merchant, period: Period) -> list[Period]:
    """Return the latest days of the same weekday with sales, up to four of the last eight, cut at the same time."""
    before = [period.first - timedelta(weeks=week) for week in range(1, WEEKS_BACK + 1)]
    rows = HourRollup.objects.for_merchant(merchant).filter(
        business_date__in=before, currency=merchant.currency, gross_minor__gt=0
    )
    traded = set(rows.values_list("business_date", flat=True))
    latest = [day for day in before if day in traded][:USUAL_DAYS]
    return [shift_like(period, (day - period.first).days, merchant.calendar) for day in latest]


def figures_of(insight: Insight) -> dict[str, Figure]:
    """Return an insight's figures as they were told."""
    return {name: load_figure(values) for name, values in insight.figures.items()}


def title_of(merchant: Merchant, insight: Insight, language: str) -> str:
    """Return "Friday, 20 November 2026, was low" in that language."""
    locale = locale_for(language, merchant.country)
    weekday, day = weekday_name(insight.day, locale), long_day(insight.day, locale)
    with override(language):
        if insight.until_hour is not None:
            words = (
                _("%(weekday)s runs low")
                if insight.direction == "low"
                else _("%(weekday)s runs high")
            )
            return words % {"weekday": weekday}
        words = (
            _("%(weekday)s, %(day)s, was low")
            if insight.direction == "low"
            else _("%(weekday)s, %(day)s, was high")
        )
        return words % {"weekday": weekday, "day": day}


def sentence_of(merchant: Merchant, insight: Insight, language: str) -> str:
    """Return the finding as one sentence of plain text, for a note on the screen, a mail or a push."""
    figures, locale = figures_of(insight), locale_for(language, merchant.country)
    said = {
        "value": format_figure(figures["value"], language),
        "gap": format_figure(unsigned(figures["growth"]), language),
        "usual": format_figure(figures["usual"], language),
        "weekday": weekday_name(insight.day, locale),
        "time": clock_of(insight),
    }
    with override(language):
        return _sentence(insight) % said


def _sentence(insight: Insight) -> str:
    if insight.until_hour is not None:
        if insight.direction == "low":
            return _("%(value)s by %(time)s, %(gap)s below a usual %(weekday)s (%(usual)s).")
        return _("%(value)s by %(time)s, %(gap)s above a usual %(weekday)s (%(usual)s).")
    if insight.direction == "low":
        return _("%(value)s, %(gap)s below a usual %(weekday)s (%(usual)s).")
    return _("%(value)s, %(gap)s above a usual %(weekday)s (%(usual)s).")


def clock_of(insight: Insight) -> str:
    """Return "13:00", the moment up to which a running day was judged; empty for a whole day."""
    return "" if insight.until_hour is None else f"{(insight.until_hour + 1) % 24}:00"
