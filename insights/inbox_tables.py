"""What the detectors found and what they looked at; each insight is one episode, told once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


def insight_public_id() -> str:
    """Return a new insight id."""
    return public_id("ins")


class InsightState(models.TextChoices):
    """Where an episode stands."""

    OPEN = "open", "Open"
    SNOOZED = "snoozed", "Snoozed"
    RESOLVED = "resolved", "Resolved"
    RECURRING = "recurring", "Recurring"


class Insight(models.Model):
    """A finding, in the figures in which it was told."""

    public_id = models.CharField(
        max_length=40, unique=True, default=insight_public_id, editable=False
    )
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    detector = models.CharField(max_length=40)
    # Detector, day and direction: the same finding made again is the same episode.
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=InsightState.choices, default=InsightState.OPEN)
    direction = models.CharField(max_length=4, choices=[("low", "Low"), ("high", "High")])
    day = models.DateField()
    until_hour = models.SmallIntegerField(null=True)
    # Figures by the names that the wording uses, as they were told (see insights/metrics/tell.py).
    figures = models.JSONField(default=dict)
    # How far out it lay and from where on it is told: robust deviations of the merchant's own days.
    score = models.FloatField()
    threshold = models.FloatField()
    past_days = models.IntegerField()
    as_far = models.IntegerField()
    watermark = models.IntegerField()
    found_at = models.DateTimeField(default=timezone.now)
    snoozed_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "key"], name="one_insight_per_episode")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-day"], name="insight_by_day")
        ]

    def __str__(self) -> str:
        return self.key


class Reaction(models.Model):
    """What one person made of an insight: read it, found it useful or not."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    was_useful = models.BooleanField(null=True)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["insight", "user"], name="one_reaction_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.insight_id}"


class Check(models.Model):
    """A detector looked at a day: "nothing to report" must never look like "not checked"."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    detector = models.CharField(max_length=40)
    day = models.DateField()
    # The last hour that was over; -1 for a whole day.
    until_hour = models.SmallIntegerField(default=-1)
    outcome = models.CharField(max_length=16, help_text="quiet, found, or not_judged")
    reason = models.CharField(max_length=24, blank=True)
    watermark = models.IntegerField()
    checked_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "detector", "day", "until_hour"], name="one_check_per_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.day} {self.outcome}"
