"""Indexing in the background: one merchant when nudged, and whoever is behind when swept."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection
from django.db.models import Min

from edge.retrieval.index import behind, current_model, index_documents
from edge.retrieval.models import Document

SWEEP_LIMIT = 50
# The next sweep finds the row again.
EXPIRES_S = 30


@shared_task
def index_merchant(merchant_id: int) -> int:
    """Index what changed at one merchant; return how many documents.

    Where another worker is at it, it will find these texts as well, and this one is free for other tasks.
    """
    with _only_one(merchant_id) as is_free:
        return index_documents(merchant_id) if is_free else 0


@contextmanager
def _only_one(merchant_id: int) -> Iterator[bool]:
    """Hold the merchant's index for this session; gives False where another session holds it."""
    name = f"index:{merchant_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_free: bool = cursor.fetchone()[0]
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


@shared_task
def sweep() -> None:
    """Nudge the merchants whose documents wait for the index, longest first, however the first nudge was lost."""
    waiting = (
        Document.objects.using("system")
        .filter(behind(current_model()))
        .values("merchant_id")
        .annotate(oldest=Min("updated_at"))
        .order_by("oldest")
    )
    for row in waiting[:SWEEP_LIMIT]:
        index_merchant.apply_async((row["merchant_id"],), expires=EXPIRES_S)
