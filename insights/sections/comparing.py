"""What the sections of a page share: whose words they use, and a gap told as words without its sign."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, format_decimal

from edge.lib.period import BusinessCalendar
from edge.merchants.models import Merchant
from insights.dates import locale_for
from insights.metrics import derive
from insights.metrics.figure import Figure
from insights.metrics.wording import format_figure

Number = Decimal | int
COMPACT_FROM = 100_000


@dataclass(frozen=True)
class Reader:
    """Who reads: the merchant whose books are shown, and the language of words and numbers."""

    merchant: Merchant
    language: str

    @property
    def locale(self) -> str:
        """Return the locale of dates and round amounts."""
        return locale_for(self.language, self.merchant.country)

    @property
    def calendar(self) -> BusinessCalendar:
        """Return the shop's clock."""
        return self.merchant.calendar

    def change(self, now: Figure, then: Figure) -> Figure:
        """Return now minus then as a figure of its own."""
        return derive.change(self.merchant, now, then)

    def growth(self, now: Figure, then: Figure) -> Figure:
        """Return the change over then as a figure of its own."""
        return derive.growth(self.merchant, now, then)

    def mean(self, figures: Sequence[Figure]) -> Figure:
        """Return the mean of figures of one metric as a figure of its own."""
        return derive.mean(self.merchant, figures)

    def share(self, part: Figure, whole: Figure) -> Figure:
        """Return part over whole as a figure of its own."""
        return derive.share(self.merchant, part, whole)

    def per_day(self, figure: Figure, days: int) -> Figure:
        """Return a figure divided by a number of days as a figure of its own."""
        return derive.per_day(self.merchant, figure, days)

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
        if magnitude(value) >= COMPACT_FROM:
            return str(format_compact_decimal(value, locale=self.locale))
        return str(format_decimal(round(value), locale=self.locale))

    def says(self, figure: Figure, *, signed: bool = False) -> str:
        """Return a figure as text, for labels inside of pictures; signed puts a plus before a rise."""
        return format_figure(figure, self.language, signed=signed)


def value_of(figure: Figure) -> Number:
    """Return the value of a figure, 0 where it has none."""
    return figure.value if figure.value is not None else 0


def magnitude(value: Number) -> Number:
    """Return a value without its sign."""
    return -value if value < 0 else value


def unsigned(figure: Figure) -> Figure:
    """Return the figure without its sign, for a sentence that says "below" or "above" itself."""
    return figure if figure.value is None else replace(figure, value=magnitude(figure.value))


def is_negative(figure: Figure) -> bool:
    """Return whether a change or growth goes down."""
    return value_of(figure) < 0
