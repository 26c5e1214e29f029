"""Files that merchants bring: where each stands, how it was read, which of its rows were refused."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from edge.facts.ledger import Batch
from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


def upload_public_id() -> str:
    """Return a new upload id."""
    return public_id("upl")


STORED_IN = "uploads"


def stored_name(upload: "Upload", _name: str) -> str:
    """Return where an upload's bytes are stored; the name is ours, never the merchant's."""
    return f"{STORED_IN}/{upload.merchant_id}/{upload.public_id}"


class UploadState(models.TextChoices):
    """Where an upload stands."""

    RECEIVED = "received", "Received"
    READY = "ready", "Waits for a check"
    LOADING = "loading", "Loading"
    LOADED = "loaded", "Loaded"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"


# What somebody must still do; a lease that ran out means that whoever did it was killed.
UNFINISHED = (UploadState.RECEIVED, UploadState.LOADING)


class Upload(models.Model):
    """One file on its way from the merchant's disk into the facts."""

    public_id = models.CharField(
        max_length=40, unique=True, default=upload_public_id, editable=False
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, help_text="the file's own name")
    file = models.FileField(upload_to=stored_name, max_length=200)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    brought_by = models.CharField(max_length=160, blank=True)
    state = models.CharField(
        max_length=10, choices=UploadState.choices, default=UploadState.RECEIVED
    )
    # How often the merchant has moved it on: who decides on an earlier reading than the present one comes too late.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # How Edge, and then the merchant, reads it (connectors.uploads.interpreting.reading).
    reading = models.JSONField(null=True)
    # What the merchant said of it and nobody has read it by yet: {"columns": {name: field}, "answers": {key: choice}}.
    corrections = models.JSONField(null=True)
    # What the reading makes of the file: totals, months, first rows, problems.
    outline = models.JSONField(null=True)
    # {"step", "rows", "of"}: how far reading or loading has come.
    progress = models.JSONField(default=dict)
    # {"code", "message", "kept", "mend"} once it failed.
    failure = models.JSONField(null=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    # Loads as soon as it is read, if the reading is sure.
    loads_when_sure = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-created_at"], name="upload_by_merchant"),
            models.Index(
                fields=["lease_until"],
                name="upload_unfinished",
                condition=models.Q(state__in=["received", "loading"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RefusedRow(models.Model):
    """A row of a file that could not be read, and why; the others load without it, and it can be mended."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    line = models.BigIntegerField(help_text="the line of the file, the first is 1")
    code = models.CharField(max_length=40)
    raw = models.CharField(max_length=1000, help_text="as it stands in the file, for showing")
    # The row's cells in the order of the file's columns, and what stood to the right of them; card numbers are cut.
    cells = models.JSONField(default=list)
    mended_at = models.DateTimeField(null=True)
    # The batch that took the mended row in; once that is undone the row is refused again.
    mended_in = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upload", "line"], name="one_refusal_per_line")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"


class KnownReading(models.Model):
    """A reading that the merchant confirmed: the next file of that layout is read the same way without asking."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    layout = models.CharField(max_length=40)
    reading = models.JSONField()
    confirmed_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "layout"], name="one_reading_per_layout")
        ]

    def __str__(self) -> str:
        return self.layout
