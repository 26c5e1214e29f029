"""Tells amounts in cents from amounts in whole units; asks where only the merchant can know."""

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext as _

from connectors.uploads.cells.vocabulary import is_named
from connectors.uploads.interpreting.fields import GOODS, MONEY, Field
from connectors.uploads.interpreting.reading import Question
from connectors.uploads.understanding.ledger import Ledger
from connectors.uploads.understanding.meanings import Meanings
from edge.lib.money import exponent

# Whole amounts of shops are small and often round; cents are neither.
LARGE = 300
ROUND_SHARE = 0.6
# Currencies in which hundreds are a usual price.
WHOLE_PRICES = frozenset({"CZK", "PHP", "INR", "RUB", "THB", "MXN", "UAH"})
# Currencies whose hundredths nobody has seen for years, whatever the standard says.
WITHOUT_COINS = frozenset(
    {
        "HUF", "COP", "IDR", "TWD", "CRC", "ARS", "RSD", "ALL", "AMD", "KZT", "UZS",
        "PKR", "LBP", "IRR", "MMK", "LAK", "KHR", "TZS", "NGN", "ISK",
    }
)  # fmt: skip


def cents_of(
    ledger: Ledger, meanings: Meanings, currency: str, answers: Mapping[str, str]
) -> dict[str, int]:
    """Return the columns of amounts that are in minor units, with how many of them make a major one."""
    per_major = 10 ** exponent(currency)
    if per_major == 1:
        return {}
    cells = _whole_amounts(ledger, meanings)
    if answers.get("minor_units") == "minor":
        return dict.fromkeys(cells, per_major)
    found = {cell: per_major for cell in cells if _is_named(cell, meanings)}
    for one in ledger.products:
        if one.scale == per_major and one.amount in cells:
            found[one.amount] = per_major
    return found


def minor_question(
    ledger: Ledger, meanings: Meanings, currency: str, answers: Mapping[str, str]
) -> list[Question]:
    """Ask whether whole numbers are cents, where they look as if they might be."""
    if answers.get("minor_units") or cents_of(ledger, meanings, currency, answers):
        return []
    if (
        exponent(currency) == 0
        or currency in WITHOUT_COINS | WHOLE_PRICES
        or _has_fractions(ledger, meanings)
    ):
        return []
    for cell in _whole_amounts(ledger, meanings):
        if meanings.chosen[cell].field not in (*GOODS, Field.UNIT_PRICE):
            continue
        if meanings.column(cell).profile.decimal_is_sure:
            continue
        values = np.abs(ledger.filled(cell))
        values = values[values > 0]
        if len(values) < 3 or np.median(values) < LARGE:
            continue
        if (values % 10 == 0).mean() < ROUND_SHARE or np.all(values % 5 == 0):
            text = _("“%(name)s” has whole numbers only. Are these cents?")
            return [
                Question(
                    "minor_units",
                    text % {"name": meanings.column(cell).name},
                    (("major", _("No, whole amounts")), ("minor", _("Yes, cents"))),
                )
            ]
    return []


def _whole_amounts(ledger: Ledger, meanings: Meanings) -> list[str]:
    return [
        cell
        for cell, one in meanings.chosen.items()
        if one.field in MONEY
        and cell in ledger.columns
        and not meanings.column(cell).profile.has_fractions
    ]


def _has_fractions(ledger: Ledger, meanings: Meanings) -> bool:
    """Return whether any amount of the file has a fraction: then whole ones are whole."""
    return any(
        meanings.column(cell).profile.has_fractions
        for cell, one in meanings.chosen.items()
        if one.field in MONEY and cell in ledger.columns
    )


def _is_named(cell: str, meanings: Meanings) -> bool:
    return is_named(meanings.column(cell).name, "cents")
