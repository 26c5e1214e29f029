"""Scanning in the background: one merchant when a batch is published, and whoever waits when swept."""

from celery import shared_task
from django.db.models import Min

from edge.facts.models import Batch, BatchState, Restatement
from insights.restated import mark_restated
from insights.scan import scan

SWEEP_LIMIT = 50
# The next sweep finds the row again.
EXPIRES_S = 30


@shared_task
def scan_merchant(merchant_id: int) -> list[str]:
    """Judge what one merchant's new batches brought."""
    return scan(merchant_id)


@shared_task
def compare_told(merchant_id: int) -> int:
    """Mark what was told to one merchant and no longer holds."""
    return mark_restated(merchant_id)


@shared_task
def sweep() -> None:
    """Nudge the merchants whose batches or told figures wait for a look, however the first nudge was lost."""
    waiting = (
        Batch.objects.using("system")
        .filter(scanned_at=None, state=BatchState.PUBLISHED)
        .values("merchant_id")
        .annotate(oldest=Min("published_at"))
        .order_by("oldest")
    )
    for row in waiting[:SWEEP_LIMIT]:
        scan_merchant.apply_async((row["merchant_id"],), expires=EXPIRES_S)
    changed = Restatement.objects.using("system").filter(compared_at=None)
    ids = changed.order_by("merchant_id").values_list("merchant_id", flat=True).distinct()
    for merchant_id in ids[:SWEEP_LIMIT]:
        compare_told.apply_async((merchant_id,), expires=EXPIRES_S)
