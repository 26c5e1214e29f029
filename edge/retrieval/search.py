"""Finds where something is said: vectors and full text, fused by reciprocal rank, always within one merchant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from edge.lib.errors import ModelDown
from edge.llm import gateway
from edge.merchants.models import Merchant
from edge.retrieval.models import Chunk, Document
from edge.retrieval.words import config_for

# Reciprocal rank fusion: what counts is the place in each list, not its incomparable scores.
FUSION_K = 30
CANDIDATES = 40

_BY_WORDS = """
SELECT c.id
FROM retrieval_chunk c
JOIN retrieval_document d ON d.id = c.document_id
CROSS JOIN (
    SELECT replace(plainto_tsquery(%(config)s::regconfig, %(question)s)::text, ' & ', ' | ')::tsquery AS words
) q
WHERE c.merchant_id = %(merchant)s AND d.language = ANY(%(languages)s)
  AND d.collection = ANY(%(collections)s) AND d.happened_on BETWEEN %(first)s AND %(last)s
  AND (%(most_stars)s::int IS NULL OR (d.facets ->> 'rating')::int <= %(most_stars)s)
  AND c.words @@ q.words
ORDER BY ts_rank(c.words, q.words) DESC, c.id
LIMIT %(limit)s
"""
# Exact, not approximate: a small merchant's chunks are few, and the index on the merchant finds them at once.
_BY_VECTOR = """
SELECT c.id
FROM retrieval_chunk c
JOIN retrieval_document d ON d.id = c.document_id
WHERE c.merchant_id = %(merchant)s AND c.vector_model = %(model)s
  AND d.collection = ANY(%(collections)s) AND d.happened_on BETWEEN %(first)s AND %(last)s
  AND (%(most_stars)s::int IS NULL OR (d.facets ->> 'rating')::int <= %(most_stars)s)
ORDER BY c.vector <=> %(vector)s::vector, c.id
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Quote:
    """A piece of a document that answers a question; its text is untrusted."""

    collection: str
    key: str
    title: str
    text: str
    language: str
    happened_on: date
    facets: dict[str, Any]
    score: float


@dataclass(frozen=True)
class Question:
    """What is searched for. vector and model come from `embed_question`; without them search is by words alone."""

    text: str
    vector: Sequence[float] | None = None
    model: str = ""


@dataclass(frozen=True)
class Scope:
    """Where to look: which collections, from which day to which, and rated by at most how many stars."""

    collections: tuple[str, ...]
    first: date = date.min
    last: date = date.max
    most_stars: int | None = None


def embed_question(text: str) -> Question:
    """Return the question with its vector, where there is a model; call it outside any transaction."""
    if not gateway.has_embedder():
        return Question(text)
    try:
        return Question(text, gateway.embed_now([text], "query")[0], gateway.embedding_model_now())
    except ModelDown:
        return Question(text)


def search(merchant: Merchant, question: Question, scope: Scope, *, limit: int = 8) -> list[Quote]:
    """Return the pieces that answer best, one a document, the best first. Call inside the merchant's context."""
    params: dict[str, Any] = {
        "merchant": merchant.pk,
        "question": question.text,
        "collections": list(scope.collections),
        "first": scope.first,
        "last": scope.last,
        "most_stars": scope.most_stars,
        "limit": CANDIDATES,
    }
    rankings = [_ranked_by_words(merchant, params)]
    if question.vector is not None:
        params |= {
            "vector": str([float(value) for value in question.vector]),
            "model": question.model,
        }
        rankings.append(_ids(_BY_VECTOR, params))
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, chunk_id in enumerate(ranking, start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (FUSION_K + place)
    return _quotes(merchant, scores, limit)


def _ranked_by_words(merchant: Merchant, params: dict[str, Any]) -> list[int]:
    languages = set(
        Document.objects.for_merchant(merchant).values_list("language", flat=True).distinct()
    )
    by_config: dict[str, list[str]] = {}
    for language in languages:
        by_config.setdefault(config_for(language), []).append(language)
    lists = [
        _ids(_BY_WORDS, params | {"config": config, "languages": own})
        for config, own in sorted(by_config.items())
    ]
    longest = max((len(found) for found in lists), default=0)
    # One place in turn from each language's list: ranks of two stemmers do not compare.
    return [found[place] for place in range(longest) for found in lists if place < len(found)]


def _ids(sql: str, params: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _quotes(merchant: Merchant, scores: dict[int, float], limit: int) -> list[Quote]:
    from_chunks = {chunk["id"]: chunk for chunk in _chunk_rows(merchant, list(scores))}
    quotes: dict[int, Quote] = {}
    for chunk_id, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        chunk = from_chunks.get(chunk_id)
        if chunk and chunk["document_id"] not in quotes:
            quotes[chunk["document_id"]] = Quote(
                collection=chunk["document__collection"],
                key=chunk["document__key"],
                title=chunk["document__title"],
                text=chunk["text"],
                language=chunk["document__language"],
                happened_on=chunk["document__happened_on"],
                facets=chunk["document__facets"],
                score=score,
            )
    return list(quotes.values())[:limit]


def _chunk_rows(merchant: Merchant, ids: list[int]) -> list[dict[str, Any]]:
    fields = ("collection", "key", "title", "language", "happened_on", "facets")
    rows = Chunk.objects.for_merchant(merchant).filter(pk__in=ids)
    return list(rows.values("id", "text", "document_id", *(f"document__{name}" for name in fields)))
