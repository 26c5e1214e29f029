"""Ends every change of the books: sums of the touched days, the new watermark, and the news of it."""

from collections.abc import Collection
from datetime import date
from functools import partial

from django.conf import settings
from django.db import transaction

from edge.facts import rollups
from edge.facts.ledger import Restatement
from edge.lib.nudge import nudge
from edge.merchants.models import Merchant


def restate(merchant: Merchant, number: int, days: Collection[date]) -> None:
    """Write the sums of these days anew, make the number the books' watermark, and tell who must know."""
    rollups.rebuild(merchant, days)
    Merchant.objects.filter(pk=merchant.pk).update(last_batch=number)
    if days:
        Restatement.objects.create(
            merchant=merchant, number=number, first_day=min(days), last_day=max(days)
        )
    transaction.on_commit(partial(nudge, settings.BATCH_PUBLISHED_TASKS, merchant.pk), robust=True)
