"""The ledger of model calls: one row an attempt, with what it cost in time and tokens, never its content."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class ModelCall(models.Model):
    """One call of a model, successful or not."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    status = models.CharField(max_length=24, help_text="ok, cancelled or an error's code")
    took_ms = models.IntegerField()
    # Null where the server did not say.
    tokens_in = models.IntegerField(null=True)
    tokens_out = models.IntegerField(null=True)
    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-at"], name="modelcall_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.model} {self.status}"
