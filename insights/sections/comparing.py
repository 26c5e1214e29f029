"""What the sections of a page share: whose words they use, and a gap told as words without its sign."""

from dataclasses import dataclass, replace
from decimal import Decimal

from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, format_decimal

from edge.lib.period import BusinessCalendar
from insights.metrics.figure import Figure
from insights.metrics.wording import format_figure

Number = Decimal | int
COMPACT_FROM = 100_000


@dataclass(frozen=True)
class Reader:
    """Who reads: the language of words and numbers, the locale of dates, the shop's clock."""

    language: str
    locale: str
    calendar: BusinessCalendar

    def axis(self, value: float, currency: str) -> str:
        """Return a round amount for an axis: "€200", without cents where it has none."""
        pattern = Locale.parse(self.locale).currency_formats["standard"].pattern
        if value == int(value):
            pattern = pattern.replace("0.00", "0")
        return str(
            format_currency(
                Decimal(str(value)), currency, pattern, locale=self.locale, currency_digits=False
            )
        )

    def rounded(self, value: Number) -> str:
        """Return a number without decimals for a narrow cell; from 100,000 on in thousands."""
        if abs(value) >= COMPACT_FROM:
            return str(format_compact_decimal(value, locale=self.locale))
        return str(format_decimal(round(value), locale=self.locale))

    def says(self, figure: Figure) -> str:
        """Return a figure as text, for labels inside of pictures."""
        return format_figure(figure, self.language)


def value_of(figure: Figure) -> Number:
    """Return the value of a figure, 0 where it has none."""
    return figure.value if figure.value is not None else 0


def unsigned(figure: Figure) -> Figure:
    """Return the figure without its sign, for a sentence that says "below" or "above" itself."""
    return figure if figure.value is None else replace(figure, value=abs(figure.value))


def is_negative(figure: Figure) -> bool:
    """Return whether a change or growth goes down."""
    return value_of(figure) < 0
