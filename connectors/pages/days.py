"""The days that each source has told of, in words: a month as a calendar, gaps, overlaps, the next file expected."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from edge.facts.calendar import DayState, FeedDays

MOST_GAPS = 3


@dataclass(frozen=True)
class Day:
    """One day of a calendar: there, part, gone, none (nothing due) or future."""

    number: int
    kind: str
    words: str
    is_now: bool = False


@dataclass(frozen=True)
class Calendar:
    """One source, at one place where it has several, with its days of the month."""

    name: str
    caption: str
    weeks: list[list[Day | None]]
    note: str


@dataclass(frozen=True)
class Month:
    """The month that is shown, seen from today, in the merchant's language."""

    first: date
    today: date
    locale: str

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def key(self) -> str:
        """The month as an address names it: 2026-11."""
        return f"{self.first:%Y-%m}"

    def earlier(self) -> "Month":
        """Return the month before."""
        return self._at((self.first - timedelta(days=1)).replace(day=1))

    def later(self) -> "Month":
        """Return the month after."""
        return self._at(self.last + timedelta(days=1))

    def _at(self, first: date) -> "Month":
        return Month(first, self.today, self.locale)

    def words(self, pattern: str = "LLLL y") -> str:
        """Return the month's name."""
        return str(format_date(self.first, pattern, locale=self.locale))

    def weeks(self) -> list[list[date | None]]:
        """Return its days by week, Monday first; None where a week belongs to two months."""
        weeks = calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)
        return [[day if day.month == self.first.month else None for day in week] for week in weeks]

    def weekdays(self) -> list[tuple[str, str]]:
        """Return the days of the week, short and in full."""
        short = get_day_names("short", locale=self.locale)
        wide = get_day_names("wide", locale=self.locale)
        return [(short[at], wide[at]) for at in range(7)]


def calendar_for(found: FeedDays, month: Month, *, until: str) -> Calendar:
    """Return what a source told of a month. until: "data up to", in words."""
    weeks = [
        [None if day is None else _day(day, found.days.get(day), month) for day in week]
        for week in month.weeks()
    ]
    states = [found.days[day].state for day in found.days if month.first <= day <= month.last]
    whole, part = states.count("complete"), states.count("partial")
    missing = states.count("missing")
    said = [
        ngettext("%(count)s day whole", "%(count)s days whole", whole) % {"count": whole},
        *(
            [ngettext("%(count)s in part", "%(count)s in part", part) % {"count": part}]
            if part
            else []
        ),
        *(
            [ngettext("%(count)s missing", "%(count)s missing", missing) % {"count": missing}]
            if missing
            else []
        ),
    ]
    note = _("%(days)s. Data up to %(until)s.") % {
        "days": ", ".join(said),
        "until": until,
    }
    return Calendar(name_of(found), _rhythm_words(found), weeks, note)


def name_of(found: FeedDays) -> str:
    """Return the source's name, with the place where it has several."""
    if found.location is None:
        return str(found.feed.name)
    return f"{found.feed.name} · {found.location.name}"


def _rhythm_words(found: FeedDays) -> str:
    if found.feed.kind != "upload":
        return _("as it happens")
    if found.rhythm is None:
        return _("imported files")
    every = found.rhythm.every_days
    return ngettext("a file a day", "a file about every %(count)s days", every) % {"count": every}


_STATES = {
    "complete": "there",
    "partial": "part",
    "missing": "gone",
    "closed": "none",
    "ahead": "future",
    "untold": "none",
}


def _day(day: date, state: DayState | None, month: Month) -> Day:
    name = format_date(day, "d MMMM", locale=month.locale)
    is_now = day == month.today
    told = "untold" if state is None else state.state
    words = {
        "complete": _("%(day)s, all there"),
        "partial": _("%(day)s, so far") if is_now else _("%(day)s, part is missing"),
        "missing": _("%(day)s, missing"),
        "closed": _("%(day)s, closed, nothing due"),
        "ahead": _("%(day)s, to come"),
        "untold": _("%(day)s, nothing told"),
    }[told]
    return Day(day.day, _STATES[told], words % {"day": name}, is_now=is_now)


def in_words(first: date, last: date, locale: str) -> str:
    """Return a run of days in words."""
    begin, end = (format_date(day, "d MMM y", locale=locale) for day in (first, last))
    return (
        str(begin) if first == last else _("%(first)s to %(last)s") % {"first": begin, "last": end}
    )


def gap_sentences(found: Sequence[FeedDays], locale: str) -> list[str]:
    """Return the missing days of each source as sentences, the latest first."""
    sentences = []
    for one in found:
        runs = sorted(one.gaps, reverse=True)
        sentences += [
            _("%(source)s: nothing has come for %(days)s.")
            % {"source": name_of(one), "days": in_words(first, last, locale)}
            for first, last in runs[:MOST_GAPS]
        ]
        if len(runs) > MOST_GAPS:
            more = len(runs) - MOST_GAPS
            text = ngettext(
                "%(source)s: one more gap before that.",
                "%(source)s: %(count)s more gaps before that.",
                more,
            )
            sentences.append(text % {"source": name_of(one), "count": more})
    return sentences


def expected(found: FeedDays, last: date, month: Month) -> str:
    """Return in words when to expect a source's next news. last: the last day that it told of."""
    if found.feed.kind != "upload":
        return _("by itself, as sales happen")
    if found.rhythm is None:
        if last >= month.today:
            return _("up to date")
        day = format_date(last, "d MMM y", locale=month.locale)
        return _("the days after %(day)s, whenever you export them") % {"day": day}
    due = format_date(found.rhythm.next_expected, "d MMM y", locale=month.locale)
    if found.rhythm.is_late:
        return _("a file was due on %(day)s and has not come") % {"day": due}
    return _("the next file about %(day)s") % {"day": due}
