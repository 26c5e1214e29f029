"""Keeps the index behind the documents: put stores a text at once, index_documents chunks and embeds what changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from edge.lib.errors import ModelDown
from edge.lib.nudge import nudge
from edge.llm import gateway
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from edge.retrieval.chunk import split_into_chunks
from edge.retrieval.models import Chunk, Document
from edge.retrieval.words import words_vector

BATCH_SIZE = 16


@dataclass(frozen=True)
class Text:
    """A text to be found: where it came from, what it says, when it was said."""

    collection: str
    key: str
    text: str
    happened_on: date
    title: str = ""
    language: str = ""
    facets: dict[str, Any] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """The hash of what is searched; a change of facets alone needs no new vectors."""
        return hashlib.sha256(f"{self.title}\0{self.text}\0{self.language}".encode()).hexdigest()


def put_texts(merchant: Merchant, texts: Sequence[Text]) -> None:
    """Store texts, replacing those of the same collection and key; nudges the indexing task on commit.

    Call inside the merchant's context.
    """
    rows = [
        Document(
            merchant=merchant,
            collection=text.collection,
            key=text.key,
            title=text.title,
            text=text.text,
            language=text.language,
            happened_on=text.happened_on,
            facets=text.facets,
            content_hash=text.content_hash,
        )
        for text in texts
    ]
    Document.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["merchant", "collection", "key"],
        update_fields=[
            "title",
            "text",
            "language",
            "happened_on",
            "facets",
            "content_hash",
            "updated_at",
        ],
    )
    transaction.on_commit(
        partial(nudge, settings.DOCUMENTS_CHANGED_TASKS, merchant.pk), robust=True
    )


def behind(model: str) -> Q:
    """Return the condition for documents whose index is older than their text or of another model.

    While the model in use is down, its vectors are kept: "" counts as another model only where there is no embedder.
    """
    is_old = ~Q(indexed_hash=F("content_hash"))
    if not model and gateway.has_embedder():
        return is_old
    return is_old | ~Q(indexed_model=model)


def current_model() -> str:
    """Return the embedding model in use, or "" where there is none and search is by words alone."""
    if not gateway.has_embedder():
        return ""
    try:
        return gateway.embedding_model_now()
    except ModelDown:
        return ""


def index_documents(merchant_id: int) -> int:
    """Chunk and embed every document that is behind, a few at a time; return how many were done.

    Vectors are computed outside any transaction: a model is never waited for while the database holds locks.
    """
    model, done = current_model(), 0
    while batch := _next_batch(merchant_id, model):
        chunks = [
            (document, place, text)
            for document in batch
            for place, text in enumerate(_chunks(document))
        ]
        vectors: list[list[float] | None] = [None] * len(chunks)
        if model and chunks:
            vectors = list(gateway.embed_now([text for _, _, text in chunks], "passage"))
        with tenant_context(merchant_id):
            _store(merchant_id, batch, chunks, vectors, model)
        done += len(batch)
    return done


def _chunks(document: Document) -> list[str]:
    return split_into_chunks(
        f"{document.title}\n\n{document.text}" if document.title else document.text
    )


def _next_batch(merchant_id: int, model: str) -> list[Document]:
    with tenant_context(merchant_id):
        rows = Document.objects.for_merchant(merchant_id).filter(behind(model))
        return list(rows.order_by("pk")[:BATCH_SIZE])


def _store(
    merchant_id: int,
    batch: list[Document],
    chunks: list[tuple[Document, int, str]],
    vectors: Sequence[list[float] | None],
    model: str,
) -> None:
    ids = [document.pk for document in batch]
    # Two workers may index the same document; the row's lock makes the second one replace what the first wrote.
    list(
        Document.objects.for_merchant(merchant_id)
        .filter(pk__in=ids)
        .order_by("pk")
        .select_for_update()
    )
    Chunk.objects.for_merchant(merchant_id).filter(document__in=ids).delete()
    Chunk.objects.bulk_create(
        Chunk(
            merchant_id=merchant_id,
            document=document,
            position=place,
            text=text,
            words=words_vector(text, document.language),
            vector=vector,
            vector_model=model,
        )
        for (document, place, text), vector in zip(chunks, vectors, strict=True)
    )
    for document in batch:
        Document.objects.for_merchant(merchant_id).filter(pk=document.pk).update(
            indexed_hash=document.content_hash, indexed_model=Value(model), updated_at=Now()
        )
