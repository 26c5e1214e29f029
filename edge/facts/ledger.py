"""What was loaded: batches, the days they cover, and what people said about the business."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from edge.facts.dimensions import Feed, Location
from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


def batch_public_id() -> str:
    """Return a new batch id."""
    return public_id("bat")


def review_public_id() -> str:
    """Return a new review id."""
    return public_id("rev")


def note_public_id() -> str:
    """Return a new note id."""
    return public_id("not")


class BatchState(models.TextChoices):
    """Where a batch stands."""

    STAGING = "staging", "Staging"
    PUBLISHED = "published", "Published"
    UNDONE = "undone", "Undone"
    FAILED = "failed", "Failed"


class BatchKind(models.TextChoices):
    """What a batch did to the books."""

    LOAD = "load", "Load"
    # The merchant said which of two sources counts (edge.facts.overlap).
    CHOICE = "choice", "Choice between sources"


class Batch(models.Model):
    """One load, visible as a whole or not at all; the row by which news travels upward."""

    public_id = models.CharField(
        max_length=40, unique=True, default=batch_public_id, editable=False
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.STAGING)
    kind = models.CharField(max_length=10, choices=BatchKind.choices, db_default=BatchKind.LOAD)
    # What publishing found out about it beside its rows (edge.facts.relation): which days it covers wholly, how it
    # relates to what was there, which documents it lacks.
    findings = models.JSONField(default=dict, db_default={})
    # The merchant had the documents taken out that it lacks (edge.facts.missing).
    takes_out = models.BooleanField(default=False, db_default=False)
    # Given when it is published, from the merchant's counter: the watermark of what is read from then on.
    number = models.IntegerField(null=True)
    undone_number = models.IntegerField(null=True)
    rows = models.IntegerField(default=0, help_text="rows read from the source")
    loaded = models.IntegerField(default=0, help_text="rows that became facts")
    refused = models.IntegerField(default=0)
    duplicates = models.IntegerField(default=0, help_text="rows that were there already")
    superseded = models.IntegerField(default=0, help_text="older rows that these correct")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # Null until the detectors have looked at it; claimed with SKIP LOCKED, so a batch that commits late is not lost.
    scanned_at = models.DateTimeField(null=True)
    objects = TenantManager()

    class Meta:
        verbose_name_plural = "batches"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "number"], name="batch_by_number"),
            models.Index(
                fields=["merchant"],
                name="batch_unscanned",
                condition=models.Q(scanned_at=None, state="published"),
            ),
            models.Index(
                fields=["merchant", "feed"],
                name="batch_takes_out",
                condition=models.Q(takes_out=True),
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number or '–'} ({self.state})"


class Coverage(models.Model):
    """What a feed has told of one business day."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    business_date = models.DateField()
    is_complete = models.BooleanField()
    rows = models.IntegerField(default=0)
    objects = TenantManager()

    class Meta:
        verbose_name_plural = "coverage"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "feed", "business_date"],
                name="one_coverage_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {'complete' if self.is_complete else 'partial'}"


class Overlap(models.Model):
    """A business day of which two feeds tell sales, and which of them counts; nothing is ever counted twice."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    business_date = models.DateField()
    # None: the whole day, since one of the two does not say where it sold.
    location = models.ForeignKey(Location, null=True, on_delete=models.CASCADE, related_name="+")
    # The older of the two sources, and the younger one.
    one = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    # Whose sales rest; None where both count.
    rests = models.ForeignKey(Feed, null=True, on_delete=models.CASCADE, related_name="+")
    # Kinds of money that rest beside the lines: those that the other feed tells of as well.
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    likeness = models.CharField(max_length=8, help_text="same, holds or apart")
    # How many of the sales of the one with fewer were found in the other, and how many it has.
    found = models.IntegerField(default=0)
    sales = models.IntegerField(default=0)
    # What each of the two told of the day, sales less refunds, in minor units of the merchant's currency.
    one_minor = models.BigIntegerField(default=0)
    other_minor = models.BigIntegerField(default=0)
    # The batch by which the merchant chose; None where Edge decided.
    chosen_in = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "business_date", "location", "one", "other"],
                name="one_overlap_per_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.likeness}"


class Restatement(models.Model):
    """Days whose sums a batch, an undo or a choice changed: figures that were told of them may be wrong by now."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    # The number under which they changed: the watermark from which on they read differently.
    number = models.IntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    # Null until somebody has looked for what was told of these days.
    compared_at = models.DateTimeField(null=True)
    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["merchant"],
                name="restatement_waits",
                condition=models.Q(compared_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_day} to {self.last_day}"


class Note(models.Model):
    """What the merchant told of a day: closed, a burst pipe, a street festival."""

    public_id = models.CharField(max_length=40, unique=True, default=note_public_id, editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    text = models.TextField(max_length=4000)
    author = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    def __str__(self) -> str:
        return self.text[:60]


class Review(models.Model):
    """What a guest wrote in public; untrusted text."""

    public_id = models.CharField(
        max_length=40, unique=True, default=review_public_id, editable=False
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="+")
    external_id = models.CharField(max_length=120)
    source = models.CharField(max_length=40)
    rating = models.SmallIntegerField(null=True, help_text="1 to 5")
    author = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    text = models.TextField(max_length=8000, blank=True)
    posted_at = models.DateTimeField()
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "feed", "external_id"],
                name="one_review_per_external_id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating or '–'} {self.text[:60]}"
