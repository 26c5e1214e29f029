"""Amounts and ids as systems write them."""

import random
import string
from datetime import date, datetime
from decimal import Decimal

NBSP, NARROW = "\u00a0", "\u202f"


def plain(value: Decimal, places: int = 2) -> str:
    """1234.50"""
    return f"{value:.{places}f}"


def comma(value: Decimal, places: int = 2) -> str:
    """1234,50"""
    return plain(value, places).replace(".", ",")


def grouped(value: Decimal, thousands: str = ",", mark: str = ".", places: int = 2) -> str:
    """1,234.50 with other signs on demand."""
    text = f"{value:,.{places}f}"
    return text.replace(",", "\0").replace(".", mark).replace("\0", thousands)


def dotted(value: Decimal, places: int = 2) -> str:
    """1.234,50"""
    return grouped(value, ".", ",", places)


def spaced(value: Decimal, places: int = 2) -> str:
    """1 234,50 with a space that does not break."""
    return grouped(value, NBSP, ",", places)


def sign_behind(text: str) -> str:
    """Move a minus behind the digits: 12,50-"""
    return f"{text[1:]}-" if text.startswith("-") else text


def in_brackets(text: str) -> str:
    """Write a negative amount in brackets: (12.50)"""
    return f"({text[1:]})" if text.startswith("-") else text


def dollars(value: Decimal, sign: str = "$") -> str:
    """$1,234.50 and -$3.00"""
    return ("-" if value < 0 else "") + sign + grouped(abs(value))


def cents(value: Decimal) -> str:
    """123450"""
    return str(int(value * 100))


def token(chance: random.Random, length: int, alphabet: str = "") -> str:
    """Return an id as services make them."""
    return "".join(chance.choices(alphabet or string.ascii_letters + string.digits, k=length))


def serial(moment: datetime | date) -> float:
    """Return the number of days by which a spreadsheet knows a moment."""
    start = datetime(1899, 12, 30)  # noqa: DTZ001
    if isinstance(moment, datetime):
        return (moment.replace(tzinfo=None) - start).total_seconds() / 86400
    return (moment - start.date()).days


def clock12(moment: datetime) -> str:
    """9:05 PM"""
    return f"{(moment.hour + 11) % 12 + 1}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
