"""Indexing in the background keeps one worker busy, not all of them."""

from datetime import date

import pytest
from django.db import connections
from django.db.models import F

from edge.lib.errors import ModelDown
from edge.retrieval.index import Text, put_texts
from edge.retrieval.models import Document
from edge.retrieval.tasks import index_merchant, sweep


@pytest.fixture
def written(merchant, in_tenant):
    with in_tenant(merchant):
        put_texts(merchant, [Text("notes", "n1", "The grinder is new.", date(2026, 1, 5))])
    return merchant


@pytest.fixture
def another_worker(written):
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"index:{written.pk}"])
        yield
        cursor.execute(
            "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"index:{written.pk}"]
        )


def is_indexed(merchant, in_tenant):
    with in_tenant(merchant):
        return Document.objects.for_merchant(merchant).get().indexed_hash != ""


def test_second_worker_leaves_a_merchant_to_the_first(written, another_worker, in_tenant):
    assert index_merchant(written.pk) == 0
    assert not is_indexed(written, in_tenant)


def test_merchant_is_free_again_after_indexing(written, in_tenant):
    assert index_merchant(written.pk) == 1
    assert index_merchant(written.pk) == 0
    assert is_indexed(written, in_tenant)


@pytest.fixture
def nudged(monkeypatch):
    found = []
    monkeypatch.setattr("edge.retrieval.tasks.SWEEP_LIMIT", 1_000)
    monkeypatch.setattr(
        "edge.retrieval.tasks.index_merchant.apply_async",
        lambda arguments, expires: found.append((*arguments, expires)),
    )
    return found


def test_the_sweep_finds_what_another_model_indexed(written, nudged, monkeypatch):
    index_merchant(written.pk)
    sweep()
    assert (written.pk, 30) not in nudged

    monkeypatch.setattr("edge.llm.gateway.has_embedder", lambda: True)
    monkeypatch.setattr("edge.llm.gateway.embedding_model_now", lambda: "another-model")
    sweep()
    assert (written.pk, 30) in nudged


def test_vectors_are_kept_while_their_model_is_down(written, nudged, monkeypatch, in_tenant):
    with in_tenant(written):
        Document.objects.for_merchant(written).update(
            indexed_hash=F("content_hash"), indexed_model="model-that-is-down"
        )

    def down():
        raise ModelDown("The model is down.")

    monkeypatch.setattr("edge.llm.gateway.has_embedder", lambda: True)
    monkeypatch.setattr("edge.llm.gateway.embedding_model_now", down)
    sweep()
    assert (written.pk, 30) not in nudged
    assert index_merchant(written.pk) == 0
