"""The public holidays of a country within some days, by the names people there give them."""

from datetime import date
from functools import lru_cache

import holidays


def public_days(country: str, first: date, last: date, language: str) -> list[tuple[date, str]]:
    """Return the holidays from the first day to the last, each once, in the language where the library has it."""
    found = _of_years(country, first.year, last.year, _spoken(country, language))
    return [(day, name) for day, name in found if first <= day <= last]


@lru_cache(maxsize=128)
def _of_years(
    country: str, first: int, last: int, language: str | None
) -> tuple[tuple[date, str], ...]:
    if country not in holidays.list_supported_countries():
        return ()
    years = range(first, last + 1)
    named = holidays.country_holidays(country, years=years, language=language)
    return tuple(sorted((day, name.split(";")[0]) for day, name in named.items()))


@lru_cache(maxsize=128)
def _spoken(country: str, language: str) -> str | None:
    """Return the library's code for a language of a country's holidays; None is the country's own."""
    known = holidays.list_localized_countries().get(country, [])
    return next((code for code in known if code.split("_")[0] == language), None)
