"""Figures that were told: in an answer, an alert, a mail, an export, over the API."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class TellingPlace(models.TextChoices):
    """Where a figure was told."""

    ANSWER = "answer", "Answer"
    ALERT = "alert", "Alert"
    MAIL = "mail", "Mail"
    EXPORT = "export", "Export"
    API = "api", "API"


class Telling(models.Model):
    """One figure as it was told, so that a later change of the books can name whom it misled."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    figure_id = models.CharField(max_length=24)
    metric = models.CharField(max_length=40)
    # The value as text, exact; empty where nothing divides.
    value = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # The whole figure, from which its receipt is computed again (see insights/metrics/codec.py).
    figure = models.JSONField()
    watermark = models.IntegerField()
    # The days that the figure speaks of, as far as the books reached when it was told; null before that was kept.
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    # What it is by now, where the books have changed since: the value as text, when that was noticed, and the number
    # of the batch, undo or choice that did it. Null while it still holds.
    restated_value = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- empty is a value: nothing divides
    restated_at = models.DateTimeField(null=True)
    restated_by = models.IntegerField(null=True)
    place = models.CharField(max_length=10, choices=TellingPlace.choices)
    # What told it: the public id of a turn or an insight, a digest's day.
    reference = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "figure_id", "place", "reference"],
                name="told_once_in_one_place",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-told_at"], name="telling_by_time"),
            models.Index(
                fields=["merchant", "-restated_at"],
                name="telling_restated",
                condition=models.Q(restated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.value} ({self.place})"
