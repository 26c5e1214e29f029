"""Days that merchants call by name: Easter Monday, Black Friday, and the public holidays of their country."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import holidays

from chat.analyst.text import words_of

Span = tuple[date, date]


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian calendar, by the algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the nth such weekday of a month; -1 is the last one."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _fixed(month: int, day: int, days: int = 1) -> Callable[[int, str], Span]:
    return lambda year, _country: (
        date(year, month, day),
        date(year, month, day) + timedelta(days=days - 1),
    )


def _from_easter(first: int, last: int | None = None) -> Callable[[int, str], Span]:
    def span(year: int, _country: str) -> Span:
        sunday = easter(year)
        return sunday + timedelta(days=first), sunday + timedelta(
            days=first if last is None else last
        )

    return span


def _one(day: Callable[[int, str], date]) -> Callable[[int, str], Span]:
    return lambda year, country: (day(year, country), day(year, country))


def _thanksgiving(year: int, country: str) -> date:
    return nth_weekday(year, 10, 0, 2) if country == "CA" else nth_weekday(year, 11, 3, 4)


def _mothers_day(year: int, country: str) -> date:
    if country in {"GB", "IE"}:
        return easter(year) - timedelta(days=21)
    if country == "FR":
        last = nth_weekday(year, 5, 6, -1)
        return last + timedelta(days=7) if last == easter(year) + timedelta(days=49) else last
    if country == "PL":
        return date(year, 5, 26)
    return nth_weekday(year, 5, 6, 1 if country in {"ES", "PT"} else 2)


def _fathers_day(year: int, country: str) -> date:
    if country == "DE":
        return easter(year) + timedelta(days=39)
    return date(year, 3, 19) if country in {"ES", "IT", "PT"} else nth_weekday(year, 6, 6, 3)


def _labour_day(year: int, country: str) -> date:
    return nth_weekday(year, 9, 0, 1) if country in {"US", "CA"} else date(year, 5, 1)


_DAYS: dict[str, Callable[[int, str], Span]] = {
    "new_year": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "valentine": _fixed(2, 14),
    "st_patrick": _fixed(3, 17),
    "halloween": _fixed(10, 31),
    "all_saints": _fixed(11, 1),
    "independence_day": _fixed(7, 4),
    "unity_day": _fixed(10, 3),
    "bastille_day": _fixed(7, 14),
    "nicholas": _fixed(12, 6),
    "christmas_eve": _fixed(12, 24),
    "christmas_day": _fixed(12, 25),
    "boxing_day": _fixed(12, 26),
    "christmas": _fixed(12, 24, days=3),
    "new_years_eve": _fixed(12, 31),
    "carnival_monday": _from_easter(-48),
    "shrove_tuesday": _from_easter(-47),
    "ash_wednesday": _from_easter(-46),
    "palm_sunday": _from_easter(-7),
    "maundy_thursday": _from_easter(-3),
    "good_friday": _from_easter(-2),
    "easter_saturday": _from_easter(-1),
    "easter_sunday": _from_easter(0),
    "easter_monday": _from_easter(1),
    "easter": _from_easter(-2, 1),
    "holy_week": _from_easter(-7, 0),
    "easter_weekend": _from_easter(-1, 0),
    "ascension": _from_easter(39),
    "whit_sunday": _from_easter(49),
    "whit_monday": _from_easter(50),
    "pentecost": _from_easter(49, 50),
    "corpus_christi": _from_easter(60),
    "mothers_day": _one(_mothers_day),
    "fathers_day": _one(_fathers_day),
    "labour_day": _one(_labour_day),
    "may_day": _fixed(5, 1),
    "memorial_day": _one(lambda year, _c: nth_weekday(year, 5, 0, -1)),
    "thanksgiving": _one(_thanksgiving),
    "black_friday": _one(lambda year, _c: nth_weekday(year, 11, 3, 4) + timedelta(days=1)),
    "cyber_monday": _one(lambda year, _c: nth_weekday(year, 11, 3, 4) + timedelta(days=4)),
}


def named_day(key: str, year: int, country: str) -> Span | None:
    """Return first and last day of a named day or feast in a year; keys like "holiday:2" are official ones."""
    if key.startswith("holiday:"):
        day = _official(country, year).get(key.removeprefix("holiday:"))
        return (day, day) if day else None
    rule = _DAYS.get(key)
    return rule(year, country) if rule else None


@lru_cache(maxsize=512)
def _official(country: str, year: int) -> dict[str, date]:
    """Return the country's public holidays of a year by folded name, in every language the library has."""
    names: dict[str, date] = {}
    if country not in holidays.list_supported_countries():
        return names
    languages = holidays.list_localized_countries().get(country, [None])
    for language in languages:
        for day, name in sorted(
            holidays.country_holidays(country, years=year, language=language).items()
        ):
            for part in name.split(";"):
                names.setdefault(" ".join(words_of(part)), day)
    return names


def official_names(country: str, years: tuple[int, ...]) -> dict[str, str]:
    """Return folded name → key of the public holidays of a country, for the lexicon of one merchant."""
    return {
        name: f"holiday:{name}"
        for year in years
        for name in _official(country, year)
        if len(name) > 4
    }
