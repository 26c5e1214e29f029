"""Indexing in the background: one merchant when nudged, and whoever is behind when swept."""

from celery import shared_task
from django.db.models import F, Q

from edge.retrieval.index import index_documents
from edge.retrieval.models import Document

SWEEP_LIMIT = 50


@shared_task
def index_merchant(merchant_id: int) -> int:
    """Index what changed at one merchant; return how many documents."""
    return index_documents(merchant_id)


@shared_task
def sweep() -> None:
    """Nudge the merchants whose documents wait for the index, however the first nudge was lost."""
    waiting = Document.objects.using("system").filter(~Q(indexed_hash=F("content_hash")))
    for merchant_id in waiting.values_list("merchant_id", flat=True).distinct()[:SWEEP_LIMIT]:
        index_merchant.delay(merchant_id)
