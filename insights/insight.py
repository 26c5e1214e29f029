"""Assembles the page of one insight: the day among days like it, hour by hour, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from edge.lib.period import Period, shift_like
from edge.merchants.models import Merchant
from insights.charts import Chart, Peers, peers_chart, percent, share_of
from insights.dates import clock, long_day, short_day, weekday_plural
from insights.inbox import Entry
from insights.metrics.figure import Figure, MetricQuery
from insights.sections.asking import Answers, ask
from insights.sections.comparing import Reader, is_negative, magnitude, unsigned, value_of
from insights.sections.day import HourRow, Turn, hour_rows, turn_of
from insights.sections.hours import DayRead, fill_hours, missing_hours
from insights.standing import Standing

WEEKS_SHOWN = 11


@dataclass(frozen=True)
class Peer:
    """One day of the same weekday."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class HourBar:
    """What one hour added to the difference, as a bar."""

    label: str
    change: Figure
    share: str
    is_less: bool


@dataclass(frozen=True)
class InsightPage:
    """Everything that the page of one insight shows beside its entry; peers are latest first."""

    found_at: str
    weekdays: str
    gap_amount: Figure
    question: str
    sureness: str
    compared_with: str
    peers: tuple[Peer, ...]
    low: Figure | None
    high: Figure | None
    chart: Chart | None
    chart_title: str
    hours: tuple[HourBar, ...]
    turn: Turn | None


def insight_page(merchant: Merchant, entry: Entry, reader: Reader) -> InsightPage:
    """Return the page of an insight; inside the merchant's context, at most two statements."""
    query = entry.value.query
    usual = [part.query.period for part in entry.usual.of]
    answers = ask(merchant, _questions(query, usual, reader))
    standing = _standing(query.period, reader)
    read = _day_read(entry, answers)
    read = fill_hours(read, ask(merchant, missing_hours(read, standing)))
    rows = hour_rows(read, standing, reader)
    peers = _peers(entry, answers, reader)
    earlier = [peer.figure for peer in peers[1:]]
    low = min(earlier, key=value_of, default=None)
    high = max(earlier, key=value_of, default=None)
    found = reader.calendar.local(entry.found_at)
    return InsightPage(
        found_at=f"{short_day(found.date(), reader.locale)}, "
        f"{clock(entry.found_at, reader.calendar, reader.locale)}",
        weekdays=weekday_plural(entry.day),
        gap_amount=unsigned(entry.change),
        question=_("What sold best on %(day)s?") % {"day": long_day(entry.day, reader.locale)},
        sureness=_sureness(entry),
        compared_with=_compared_with([period.first for period in usual], reader),
        peers=peers,
        low=low,
        high=high,
        chart=_chart(entry, peers, reader) if low and high else None,
        chart_title=_("Net sales, %(weekdays)s only") % {"weekdays": weekday_plural(entry.day)},
        hours=_bars(rows),
        turn=turn_of(rows, entry.value, entry.usual),
    )


def _questions(
    query: MetricQuery, usual: Sequence[Period], reader: Reader
) -> Mapping[str, MetricQuery]:
    asked = {"day_hours": _by_hour(query)}
    for place, period in enumerate(usual):
        asked[f"hours.{place}"] = _by_hour(query.during(period))
    for week in range(1, WEEKS_SHOWN + 1):
        asked[f"peer.{week}"] = query.during(shift_like(query.period, -7 * week, reader.calendar))
    return asked


def _by_hour(query: MetricQuery) -> MetricQuery:
    return MetricQuery(query.metric, query.period, query.filters, by="hour")


def _standing(period: Period, reader: Reader) -> Standing:
    """Return the day of an insight as where a page would stand on it."""
    day = period.last
    start = reader.calendar.bounds(day)[0]
    return Standing(reader.calendar, day, day, period.until, day, period.until or start)


def _day_read(entry: Entry, answers: Answers) -> DayRead:
    hours = answers.all_series("hours")
    return DayRead(
        total=entry.value,
        usual_totals=entry.usual.of,
        hours=answers.series("day_hours"),
        usual_hours=hours,
        usual_whole=hours,
    )


def _peers(entry: Entry, answers: Answers, reader: Reader) -> tuple[Peer, ...]:
    """Return the day and the days of its weekday before it that had sales, latest first."""
    figures = [entry.value, *(figure for figure in answers.figures("peer") if figure.rows)]
    return tuple(
        Peer(short_day(figure.query.period.last, reader.locale), figure) for figure in figures
    )


def _chart(entry: Entry, peers: Sequence[Peer], reader: Reader) -> Chart:
    shown = list(reversed(peers))
    earlier = [value_of(peer.figure) for peer in peers[1:]]
    low, high, usual = min(earlier), max(earlier), value_of(entry.usual)
    currency = entry.value.currency or ""
    count = len(shown)
    return peers_chart(
        Peers(
            values=[value_of(peer.figure) for peer in shown],
            labels=[peer.label for peer in shown],
            lower=low,
            upper=high,
            usual=usual,
            lower_label=reader.axis(round(float(low)), currency),
            upper_label=reader.axis(round(float(high)), currency),
            usual_label=_("your usual %(weekday)s") % {"weekday": entry.weekday},
            key_label=f"{peers[0].label} {reader.says(entry.value)}",
            gap_label=reader.says(entry.change, signed=True),
            readout=tuple(
                (percent((place + 0.5) / count), f"{peer.label}: {reader.says(peer.figure)}")
                for place, peer in enumerate(shown)
            ),
        ),
        lambda value: reader.axis(value, currency),
    )


def _bars(rows: Sequence[HourRow]) -> tuple[HourBar, ...]:
    changes = [(row.label, row.change) for row in rows if row.change is not None]
    largest = max((magnitude(value_of(change)) for _label, change in changes), default=0)
    return tuple(
        HourBar(label, change, share_of(magnitude(value_of(change)), largest), is_negative(change))
        for label, change in changes
    )


def _sureness(entry: Entry) -> str:
    """Return how rare the day is in words; the counts behind it are no figures of the books."""
    if entry.as_far == 0:
        return _("None of your own earlier days lay this far out, all weekdays taken together.")
    return _(
        "Hardly any of your own earlier days lay this far out, all weekdays taken together. "
        "It happens, but rarely without a reason."
    )


def _compared_with(days: Sequence[date], reader: Reader) -> str:
    names = ", ".join(short_day(day, reader.locale) for day in reversed(days))
    return _("The latest days of this weekday with sales, at the same time: %(days)s.") % {
        "days": names
    }
