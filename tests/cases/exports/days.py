"""Receipts put together by day."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from tests.cases.exports.shops import Receipt


def by_day(receipts: list[Receipt]) -> dict[date, list[Receipt]]:
    """Return the receipts of each day, called-off ones left out."""
    days: dict[date, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.kind != "void":
            days[receipt.day].append(receipt)
    return days


def total(receipts: list[Receipt], kind: str = "", method: str = "") -> Decimal:
    """Add up the receipts of one kind or means of payment."""
    wanted = (one for one in receipts if kind in ("", one.kind) and method in ("", one.method))
    return sum((one.total for one in wanted), Decimal(0))
