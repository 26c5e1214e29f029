"""Documents, their chunks and vectors; a document is known by a pair of strings and points at nobody."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from pgvector.django import VectorField

from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class Document(models.Model):
    """A text that can be quoted: a review, a note, a file."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    collection = models.CharField(max_length=40)
    # The public id of what it came from, within its collection.
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=240, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    happened_on = models.DateField()
    # What a reader wants to see beside a quote: rating, source, author.
    facets = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    # The hash and the model of what is indexed; other values mean that the index is behind.
    indexed_hash = models.CharField(max_length=64, blank=True)
    indexed_model = models.CharField(max_length=120, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "collection", "key"], name="one_document_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.key}"


class Chunk(models.Model):
    """A piece of a document, small enough to be found by what it says."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="chunks")
    position = models.SmallIntegerField()
    text = models.TextField()
    # Words of the document's language, stemmed; found with OR.
    words = SearchVectorField(null=True)
    # Null where no model was there: search is by words alone then.
    vector = VectorField(null=True)
    vector_model = models.CharField(max_length=120, blank=True)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "position"], name="one_chunk_per_position")
        ]

    def __str__(self) -> str:
        return self.text[:60]
