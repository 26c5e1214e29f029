"""Scanning in the background: one merchant when a batch is published, and whoever waits when swept."""

from celery import shared_task
from django.db.models import Min

from edge.facts.models import Batch, BatchState
from insights.scan import scan

SWEEP_LIMIT = 50
# The next sweep finds the row again.
EXPIRES_S = 30


@shared_task
def scan_merchant(merchant_id: int) -> list[str]:
    """Judge what one merchant's new batches brought."""
    return scan(merchant_id)


@shared_task
def sweep() -> None:
    """Nudge the merchants whose batches wait for a scan, longest first, however the first nudge was lost."""
    waiting = (
        Batch.objects.using("system")
        .filter(scanned_at=None, state=BatchState.PUBLISHED)
        .values("merchant_id")
        .annotate(oldest=Min("published_at"))
        .order_by("oldest")
    )
    for row in waiting[:SWEEP_LIMIT]:
        scan_merchant.apply_async((row["merchant_id"],), expires=EXPIRES_S)
