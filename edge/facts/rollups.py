"""Sums over whole hours and days: rebuilds exactly the business days that a batch touched."""

from collections.abc import Collection
from datetime import date

from edge.facts.rollup_tables import DayRollup, HourRollup
from edge.merchants.models import Merchant


def rebuild(merchant: Merchant, dates: Collection[date]) -> None:
    """Rebuild the rollups of these business days from the live rows, inside the caller's tenant_context."""
    for table in (HourRollup, DayRollup):
        table.objects.for_merchant(merchant).filter(business_date__in=dates).delete()


def rebuild_all(merchant: Merchant) -> None:
    """Rebuild the rollups of every business day of a merchant, inside the caller's tenant_context."""
    for table in (HourRollup, DayRollup):
        table.objects.for_merchant(merchant).delete()
