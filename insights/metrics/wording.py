"""Figures in the words and signs of a language: amounts, counts, percentages, names of parts."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_currency, format_decimal

from edge.lib.money import exponent
from insights.metrics.buckets import PAIRED, bounds_of
from insights.metrics.catalog import NARROWING, dimension_of, metric_of
from insights.metrics.dimension_words import PART_WORDS
from insights.metrics.figure import Figure, Point, Unit

MINUS = "−"
# A percent sign stands apart by a narrow space that does not break.
NARROW = "\u202f"
NOTHING = "–"
TIMES = "×"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def format_figure(figure: Figure, language: str, *, signed: bool = False) -> str:
    """Return a figure as a reader of that language writes it: £346,560.14, 346.560,14 £, 7.3 %, 283,555.

    signed: a plus before what is above 0, for changes. A figure without a value is a dash.
    """
    return format_value(figure.value, figure.unit, figure.currency, language, signed=signed)


def format_value(
    value: Decimal | int | None,
    unit: Unit,
    currency: str | None,
    language: str,
    *,
    signed: bool = False,
) -> str:
    """Return a value of a unit in that language; money is rounded half up to its currency's own digits."""
    if value is None:
        return NOTHING
    locale = language.replace("-", "_")
    if unit == "money" and currency:
        rounded = _rounded(Decimal(value), exponent(currency))
        text = format_currency(abs(rounded), currency, locale=locale)
    elif unit == "fraction":
        rounded = _rounded(Decimal(value) * 100, 1)
        text = format_decimal(abs(rounded), "#,##0.#", locale=locale) + NARROW + "%"
    else:
        rounded = _rounded(Decimal(value), 1 if unit == "factor" else 2)
        text = format_decimal(abs(rounded), "#,##0.##", locale=locale)
        text += TIMES if unit == "factor" else ""
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + str(text)


def format_plain(value: Decimal | int, currency: str | None, language: str) -> str:
    """Return a number without a currency's sign, with that currency's digits; a count or quantity without one."""
    digits = exponent(currency) if currency else 2
    rounded = _rounded(Decimal(value), digits)
    pattern = "#,##0." + ("0" if currency else "#") * digits if digits else "#,##0"
    text = format_decimal(abs(rounded), pattern, locale=language.replace("-", "_"))
    return (MINUS if rounded < 0 else "") + str(text)


def metric_name(figure: Figure, language: str) -> str:
    """Return the name of a figure's metric."""
    return metric_of(figure.metric).words(language).name


def point_name(by: str, point: Point, language: str) -> str:
    """Return what a part of a breakdown is called: a product's name, a weekday, "Without customer"."""
    return part_name(by, point.key, language, label=point.label)


def part_name(by: str, key: str, language: str, *, label: str = "") -> str:
    """Return what the part with that key is called; label: its name in the books, where it has one."""
    locale = language.replace("-", "_")
    if not key:
        return dimension_of(by).words(language).plain
    if by == "weekday":
        return str(get_day_names("wide", locale=locale)[int(key) - 1])
    if by == "weekday_hour":
        day, hour = divmod(int(key), 100)
        return (
            f"{part_name('weekday', str(day), language)} {part_name('hour', str(hour), language)}"
        )
    if by in NARROWING and _ISO_DAY.fullmatch(key):
        return _calendar_name("day", key, locale)
    if by == "hour":
        return f"{int(key)}:00{NOTHING}{int(key)}:59"
    if by in ("day", "week", "month", "quarter"):
        return _calendar_name(by, key, locale)
    if key in PART_WORDS.get(by, {}):
        return _in_language(PART_WORDS[by][key], locale)
    if by == "pair":
        return label or " + ".join(key.split(PAIRED))
    return (label or key).strip()


def _in_language(words: Mapping[str, str], locale: str) -> str:
    return words.get(locale.split("_")[0], words["en"])


def _calendar_name(by: str, key: str, locale: str) -> str:
    first, last = bounds_of(by, key)
    if by == "day":
        return str(format_date(first, "medium", locale=locale))
    if by == "month":
        return str(format_skeleton("yMMMM", first, locale=locale))
    if by == "quarter":
        return str(format_skeleton("yQQQ", first, locale=locale))
    return f"{_short(first, locale)}{NOTHING}{_short(last, locale)} {last.year}"


def _short(day: date, locale: str) -> str:
    return str(format_skeleton("MMMd", day, locale=locale))


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
