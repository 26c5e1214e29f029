"""How one generated file writes its dates, amounts, words and names."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.cases.exports.numbers import (
    NARROW,
    NBSP,
    clock12,
    comma,
    dotted,
    grouped,
    in_brackets,
    plain,
    serial,
    sign_behind,
)
from tests.cases.exports.wordings import month_name

if TYPE_CHECKING:
    from tests.cases.exports.books import Book, Place
    from tests.cases.exports.generated import Draft

NUMBERS: dict[str, Callable[[Decimal], str]] = {
    "plain": plain,
    "comma": comma,
    "dotted": dotted,
    "grouped": grouped,
    "spaced": lambda value: grouped(value, NBSP, ","),
    "narrow": lambda value: grouped(value, NARROW, ","),
    "apostrophe": lambda value: grouped(value, "'"),
}
SIGNS = {"GBP": "£", "USD": "$", "EUR": "€", "PLN": "zł", "CHF": "CHF", "BRL": "R$", "NZD": "$"}
MONEY = {
    "line_amount", "amount", "before_discount", "discount", "after_discount", "tax", "with_tax",
    "without_tax", "tip", "collected", "fee", "after_fee", "refund_amount", "unit_price",
    "tender_cash", "tender_card",
}  # fmt: skip


@dataclass(frozen=True)
class Formats:
    """One choice of each kind."""

    place: "Place"
    date_style: str
    time_style: str
    # "day", "apart" (day and time in two columns), "moment", "utc", "epoch" or "serial".
    clock: str
    number: str
    # "before", "behind", "code" or "".
    sign: str
    minus: str
    naming: str
    unit: str
    casing: str
    separator: str
    encoding: str
    end: str
    months: tuple[str, ...]

    def amount(self, value: Decimal) -> str:
        """Write an amount."""
        text = NUMBERS[self.number](value)
        mark = SIGNS[self.place.currency]
        if self.sign == "before":
            text = f"-{mark}{text[1:]}" if text.startswith("-") else mark + text
        elif self.sign == "behind":
            text = f"{text} {mark}"
        elif self.sign == "code":
            text = f"{text} {self.place.currency}"
        if self.minus == "behind" and not self.sign:
            return sign_behind(text)
        if self.minus == "brackets" and text.startswith("-"):
            return in_brackets(text)
        return text.replace("-", "−") if self.minus == "typographic" else text

    def pieces(self, value: int) -> str:
        """Write a quantity."""
        return str(value)

    def word(self, text: str) -> str:
        """Write a word of a cell."""
        return CASES[self.casing](text)

    def named(self, text: str, meaning: str) -> str:
        """Write the name of a column."""
        if meaning in MONEY and self.unit:
            text = text + self.unit
        text = CASES[self.casing](text)
        return text.replace(" ", "_") if self.naming == "joined" else text

    def belies(self, name: str) -> bool:
        """Tell whether a name says UTC above moments by the shop's clock: no reader could know better."""
        return self.clock not in ("utc", "offset", "epoch") and "utc" in name.casefold().split()

    def when(self, draft: "Draft") -> None:
        """Add the columns that tell when."""
        if self.clock == "day":
            self.day(draft)
        elif self.clock == "apart":
            self.day(draft)
            draft.add("time", lambda line: self._time(line.receipt.at))
        else:
            draft.add("occurred_at", lambda line: self._moment(line.receipt.at))

    def day(self, draft: "Draft") -> None:
        """Add a column of the day alone."""
        draft.add("date", lambda line: self._day(line.receipt.at))

    def _moment(self, at: Any) -> Any:
        if self.clock == "epoch":
            return int(at.timestamp())
        if self.clock == "utc":
            return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if self.clock == "serial":
            return f"{serial(at):.6f}"
        if self.clock == "offset":
            return at.isoformat()
        return f"{self._day(at)} {self._time(at)}"

    def _day(self, at: Any) -> str:
        if self.date_style == "words":
            return f"{at.day} {self.months[at.month - 1]} {at.year}"
        if self.date_style == "dotted words":
            return f"{at.day}. {self.months[at.month - 1]} {at.year}"
        return f"{at:{self.date_style}}"

    def _time(self, at: Any) -> str:
        return clock12(at) if self.time_style == "12" else f"{at:{self.time_style}}"

    def encoding_for(self, draft: "Draft", book: "Book") -> str:
        """Return the wished encoding, or UTF-8 where the file has a letter that it lacks."""
        text = " ".join(str(cell) for row in book.rows for cell in row)
        text += " ".join(name for _, name, _ in draft.columns)
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return "utf-8"
        return self.encoding


CASES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "capital": lambda text: text[:1].upper() + text[1:],
    "upper": lambda text: text.upper() if "ß" not in text else text,
    "title": lambda text: " ".join(part[:1].upper() + part[1:] for part in text.split(" ")),
}


def some_formats(chance: random.Random, language: str, place: "Place") -> Formats:
    """Draw how a file of that language writes."""
    is_us = place.country == "US"
    english = language == "en"
    days = ["%Y-%m-%d", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "words"]
    days += ["%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"] if is_us else ["%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y"]
    days += [] if english else ["%d.%m.%Y", "%d.%m.%Y", "%d.%m.%y", "dotted words"]
    points, commas = ["plain", "plain", "grouped"], ["plain", "comma", "dotted", "spaced", "narrow"]
    if place.country == "CH":
        commas = ["plain", "apostrophe"]
    date_style = chance.choice(days)
    clocks = ["day", "apart", "apart", "moment", "moment", "utc", "offset", "epoch", "serial"]
    clock = chance.choice(clocks[:3] if date_style == "%Y%m%d" else clocks)
    unit = chance.choice(("", "", "", f" ({place.currency})", f" {place.currency}"))
    return Formats(
        place=place,
        date_style=date_style,
        time_style=chance.choice(("%H:%M", "%H:%M:%S", *(["12"] if english else []))),
        clock=clock,
        number=chance.choice(points if english else commas),
        sign=chance.choice(("", "", "", "", "before" if english else "behind", "code")),
        minus=chance.choice(("", "", "", "behind", "brackets", "typographic")),
        naming=chance.choice(("", "", "joined")),
        unit=unit,
        casing=chance.choice(list(CASES)),
        separator=chance.choice((",", ";", ";", "\t", "|")),
        encoding=chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250")),
        end=chance.choice(("\n", "\r\n")),
        months=tuple(month_name(chance, language, month) for month in range(1, 13)),
    )
