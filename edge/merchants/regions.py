"""Countries, currencies and time zones: what exists, what they are called, and what a browser suggests."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies, list_currencies

Choices = list[tuple[str, str]]
# The zone that most shops of a country with several keep; the others stand in the list.
_MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


@dataclass(frozen=True)
class Suggestion:
    """What the first run fills in before the merchant has said anything."""

    language: str
    country: str
    currency: str
    time_zone: str


@cache
def _countries() -> frozenset[str]:
    # CLDR's two-letter territories that have a currency; it also lists regions such as EU, which are none.
    codes = {str(code) for code in Locale("en").territories} - {"EU", "EZ", "UN", "QO", "XA", "XB"}
    return frozenset(
        code
        for code in codes
        if len(code) == 2 and code.isalpha() and get_territory_currencies(code)
    )


def is_country(code: str) -> bool:
    """Return whether this is the two-letter code of a country, in capitals."""
    return code in _countries()


def is_currency(code: str) -> bool:
    """Return whether this is an ISO 4217 code, in capitals."""
    return code in list_currencies()


@cache
def country_choices(language: str) -> Choices:
    """Return (code, name) of every country, sorted by its name in that language."""
    names = Locale.parse(language).territories
    named = ((code, names.get(code, code)) for code in _countries())
    return sorted(named, key=lambda row: _plain(row[1]))


@cache
def currency_choices(language: str) -> Choices:
    """Return (code, name) of the currencies in use somewhere today, sorted by code."""
    names = Locale.parse(language).currencies
    used = {code for country in _countries() for code in get_territory_currencies(country)}
    return [(code, f"{code} · {names.get(code, code)}") for code in sorted(used)]


@cache
def zone_choices() -> Choices:
    """Return (name, name) of the world's time zones, without aliases such as Etc/GMT+5."""
    places = [
        zone for zone in available_timezones() if "/" in zone and zone[:3] not in {"Etc", "SystemV"}
    ]
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *sorted(places)]]


def _plain(name: str) -> str:
    """Return a name to sort by, in which Ä stands beside A."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def suggest(accept_language: str, languages: Sequence[str]) -> Suggestion:
    """Return what a browser's Accept-Language header suggests; Germany where it says nothing of use."""
    wished = [part.split(";")[0].strip() for part in accept_language.split(",") if part.strip()]
    language = next(
        (tag[:2].lower() for tag in wished if tag[:2].lower() in languages), languages[0]
    )
    country = next((code for tag in wished if (code := _country_of(tag))), "DE")
    return Suggestion(language, country, currency_of(country), zone_of(country))


def _country_of(tag: str) -> str:
    try:
        territory = Locale.parse(tag, sep="-").territory
    except (UnknownLocaleError, ValueError):
        return ""
    # A bare "en" says nothing of a country, a bare "de" is most likely Germany's.
    if territory is None and tag.lower() != "en":
        likely = str(get_global("likely_subtags").get(tag.lower(), "")).split("_")
        territory = likely[-1] if len(likely) == 3 else None
    return territory if territory is not None and is_country(territory) else ""


def currency_of(country: str) -> str:
    """Return the currency that a country uses today."""
    found = get_territory_currencies(country)
    return found[0] if found else "EUR"


def zone_of(country: str) -> str:
    """Return the time zone that most shops of a country keep."""
    if country in _MAIN_ZONES:
        return _MAIN_ZONES[country]
    zones = [
        zone
        for zone, territory in get_global("zone_territories").items()
        if territory == country and zone in available_timezones()
    ]
    return min(zones, default="UTC")
