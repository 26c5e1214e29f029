"""Decides which month a word means that several languages use, or asks: lipa is June in Zagreb and July in Warsaw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl
from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from connectors.uploads.cells.values import alone, in_tongue, parse_moments, words_in
from connectors.uploads.cells.vocabulary import calendar_tongues, calendar_words, fold, words_of
from connectors.uploads.interpreting.reading import ColumnReading, Question
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.dates import MOSTLY_AHEAD, DayOrder, share_ahead

KEY = "month_words"
# A share of days on another weekday than the one beside them that no slip of the pen explains.
MOSTLY = 0.1
NAMED = 0.6
COUNTRIES = {"CZ": "cs"}


@dataclass(frozen=True)
class _Reading:
    """What the words of a column mean in one language."""

    tongue: str
    moments: pl.Series
    # The months of the words that are open, and the number of each word for a weekday.
    months: tuple[str, ...]
    weekdays: Mapping[str, str]

    @property
    def own_weekdays(self) -> frozenset[str]:
        """The weekdays that its language has itself."""
        known = calendar_tongues("weekdays")
        return frozenset(one for one in self.weekdays if self.tongue in known[one])


def settle_months(
    column: ColumnReading,
    days: pl.Series,
    others: Iterable[Column],
    answers: Mapping[str, str],
    country: str = "",
) -> DayOrder:
    """Choose the language of a column's months. days: its texts; others: the file's columns.

    country: where the shop is; its language is only the likelier answer to the question.
    """
    days = days.drop_nulls()
    text = days.str.to_lowercase()
    spelled = {fold(word): word for word in words_in(text)}
    known = calendar_tongues("months")
    open_ones = sorted(one for one in spelled if len(set(known.get(one, {}).values())) > 1)
    if not open_ones:
        return DayOrder(column)
    readings = _readings(column, days, spelled, open_ones)
    if answers.get(KEY) in {one.tongue for one in readings}:
        formats = in_tongue(column.formats, answers[KEY])
        return DayOrder(replace(column, formats=formats, reason=_("as you said")))
    readings = _fitting(readings, text, spelled)
    if len({one.months for one in readings}) > 1:
        readings = _spoken(readings, others, spelled)
    own = COUNTRIES.get(country, country.lower())
    readings.sort(key=lambda one: one.tongue != own)
    settled = replace(column, formats=in_tongue(column.formats, readings[0].tongue))
    if len({one.months for one in readings}) == 1:
        return DayOrder(settled)
    return DayOrder(settled, _question(column, days, readings))


def _readings(
    column: ColumnReading, texts: pl.Series, spelled: Mapping[str, str], open_ones: list[str]
) -> list[_Reading]:
    """Return what each language that knows all months of a column makes of it."""
    months, weekdays = calendar_tongues("months"), calendar_tongues("weekdays")
    needed = [one for one in spelled if one in months and one not in weekdays]
    every = sorted({tongue for one in open_ones for tongue in months[one]})
    whole = [tongue for tongue in every if all(tongue in months[one] for one in needed)]
    partly = [tongue for tongue in every if all(tongue in months[one] for one in open_ones)]
    return [
        _Reading(
            tongue,
            parse_moments(texts, in_tongue(column.formats, tongue)),
            tuple(months[one].get(tongue, "") for one in open_ones),
            {
                one: number
                for one, number in calendar_words("weekdays", tongue).items()
                if one in spelled and one not in months
            },
        )
        for tongue in whole or partly or every
    ]


def _fitting(
    readings: list[_Reading], text: pl.Series, spelled: Mapping[str, str]
) -> list[_Reading]:
    """Keep the readings that the calendar allows: days that exist, on the weekday beside them, not still to come."""
    fewest = min(one.moments.null_count() for one in readings)
    readings = [one for one in readings if one.moments.null_count() == fewest]
    on_their_day = [one for one in readings if _misses(one, text, spelled) <= MOSTLY]
    readings = on_their_day or readings
    past = [one for one in readings if share_ahead(one.moments) <= MOSTLY_AHEAD]
    return past or readings


def _misses(reading: _Reading, text: pl.Series, spelled: Mapping[str, str]) -> float:
    """Return on which share of days another weekday stands beside them than theirs."""
    wrong = right = 0
    days = reading.moments.dt.weekday()
    for word, number in reading.weekdays.items():
        on = days.filter(text.str.contains(alone(spelled[word])) & days.is_not_null())
        right += int((on == int(number)).sum())
        wrong += int((on != int(number)).sum())
    return wrong / max(wrong + right, 1)


def _spoken(
    readings: list[_Reading], others: Iterable[Column], spelled: Mapping[str, str]
) -> list[_Reading]:
    """Keep the readings in the language that the file's names, words and weekdays are of."""
    words = _words(others)
    spoken = {one.tongue: (words & words_of(one.tongue)) | one.own_weekdays for one in readings}
    shared = frozenset.intersection(*map(frozenset, spoken.values()))
    count = {tongue: len(own - shared) for tongue, own in spoken.items()}
    best = max(readings, key=lambda one: count[one.tongue])
    rest = [count[one.tongue] for one in readings if one.months != best.months]
    if count[best.tongue] > 2 * max(rest, default=0):
        return [one for one in readings if one.months == best.months]
    return readings


def _words(columns: Iterable[Column]) -> frozenset[str]:
    """Return the known words, folded, of a file's header, and those that its few texts may be."""
    found: set[str] = set()
    for column in columns:
        found.update(one.word for one in column.matches if one.score >= NAMED)
        found.update(fold(one) for one in column.profile.few)
    return frozenset(found)


def _question(column: ColumnReading, texts: pl.Series, readings: list[_Reading]) -> Question:
    first, *more = readings
    other = next(one for one in more if one.months != first.months)
    differs = (first.moments != other.moments).fill_null(value=True)
    at = differs.arg_true()[0]
    locale = (get_language() or "en").replace("-", "_")
    choices: dict[str, str] = {}
    for one in readings:
        if one.moments[at] is not None:
            label = format_date(one.moments[at], "d MMMM y", locale=locale)
            choices.setdefault(label, one.tongue)
    asked = _("In “%(name)s”, which day is “%(example)s”?")
    return Question(
        KEY,
        asked % {"name": column.name, "example": texts[at]},
        tuple((tongue, label) for label, tongue in choices.items()),
    )
