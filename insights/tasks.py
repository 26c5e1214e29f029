"""Scanning in the background: one merchant when a batch is published, and whoever waits when swept."""

from celery import shared_task

from edge.facts.models import Batch, BatchState
from insights.scan import scan

SWEEP_LIMIT = 50


@shared_task
def scan_merchant(merchant_id: int) -> list[str]:
    """Judge what one merchant's new batches brought."""
    return scan(merchant_id)


@shared_task
def sweep() -> None:
    """Nudge the merchants whose batches wait for a scan, however the first nudge was lost."""
    waiting = Batch.objects.using("system").filter(scanned_at=None, state=BatchState.PUBLISHED)
    for merchant_id in waiting.values_list("merchant_id", flat=True).distinct()[:SWEEP_LIMIT]:
        scan_merchant.delay(merchant_id)
