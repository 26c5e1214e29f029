"""The sequence-numbered log of what happened on a merchant's screens."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class LogEntry(models.Model):
    """One event of one stream; a stream is a conversation's public id, or "feed" for the merchant's own."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    stream = models.CharField(max_length=60)
    # Counts up by one within its stream, so that a reader sees a gap.
    seq = models.IntegerField()
    type = models.CharField(max_length=24)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        verbose_name_plural = "log entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "stream", "seq"], name="one_entry_per_seq")
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.type}"
