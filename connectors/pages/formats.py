"""Writes numbers, amounts and days as the merchant's language does."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language

from edge.lib.locales import locale_for
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant


@dataclass(frozen=True)
class Words:
    """The merchant's way of writing; amounts without a currency of their own are in theirs."""

    locale: str
    currency: str

    def money(self, amount: str, currency: str = "") -> str:
        """Return an amount of major units with its currency."""
        code = currency or self.currency
        return str(format_currency(Decimal(amount), code, locale=self.locale))

    def minor(self, amount: int, currency: str = "") -> str:
        """Return an amount of minor units with its currency."""
        code = currency or self.currency
        return str(format_currency(to_decimal(amount, code), code, locale=self.locale))

    def count(self, number: int) -> str:
        """Return a whole number."""
        return str(format_decimal(number, locale=self.locale))

    def day(self, iso: str | None) -> str:
        """Return a day in words."""
        return str(format_date(date.fromisoformat(iso), locale=self.locale)) if iso else "–"

    def moment(self, iso: str) -> str:
        """Return a wall-clock moment, short."""
        moment = datetime.fromisoformat(iso)
        return str(format_datetime(moment, "d MMM y, HH:mm", locale=self.locale))

    def moment_of(self, merchant: Merchant, instant: datetime) -> str:
        """Return an instant on the merchant's clock, short."""
        local = merchant.calendar.local(instant).replace(tzinfo=None)
        return str(format_datetime(local, "d MMM y, HH:mm", locale=self.locale))

    def month(self, iso: str | None) -> str:
        """Return a month and its year."""
        if iso is None:
            return "–"
        return str(format_date(date.fromisoformat(iso), "LLLL y", locale=self.locale))


def words_for(merchant: Merchant) -> Words:
    """Return the way of writing of whoever looks at the merchant's pages."""
    locale = locale_for(get_language() or merchant.language, merchant.country)
    return Words(locale, merchant.currency)
