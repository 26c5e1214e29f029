"""Documents are found by meaning and by words, within one merchant."""

from datetime import UTC, datetime

import pytest

from edge.facts.models import Feed
from edge.facts.voices import NOTES, REVIEWS, ReviewRecord, record_note, record_reviews
from edge.retrieval.chunk import MOST_CHARACTERS, split_into_chunks
from edge.retrieval.index import index_documents
from edge.retrieval.models import Chunk, Document
from edge.retrieval.search import Question, Scope, embed_question, search

REVIEW_TEXTS = {
    "cold": ("Der Kaffee war kalt und wir haben zwanzig Minuten gewartet.", 2, "de"),
    "nice": ("Lovely croissants, friendly people.", 5, "en"),
    "slow": ("Waited ages for a flat white, slow service.", 2, "en"),
}


def review(key, text=None):
    words, rating, language = REVIEW_TEXTS[key]
    posted = datetime(2026, 1, 5, 12, tzinfo=UTC)
    return ReviewRecord(key, "maps", posted, text or words, rating, "A guest", language)


@pytest.fixture
def reviewed(in_tenant):
    def write(merchant, *records):
        with in_tenant(merchant):
            feed, _ = Feed.objects.get_or_create(
                merchant=merchant, kind="reviews", name="Maps", key="maps"
            )
            record_reviews(merchant, feed, records)
        index_documents(merchant.pk)

    return write


def found(merchant, in_tenant, question, **scope):
    with in_tenant(merchant):
        return search(merchant, question, Scope((REVIEWS, NOTES), **scope))


def test_words_alone_find_a_review_in_its_own_language(merchant, in_tenant, reviewed):
    reviewed(merchant, *map(review, REVIEW_TEXTS))

    quotes = found(merchant, in_tenant, Question("gewartet"))

    assert [quote.text[:10] for quote in quotes] == ["Der Kaffee"]


def test_meaning_finds_a_review_in_another_language(merchant, in_tenant, reviewed):
    reviewed(merchant, *map(review, REVIEW_TEXTS))

    quotes = found(merchant, in_tenant, embed_question("lange Wartezeit"))

    assert {quote.text[:6] for quote in quotes[:2]} == {"Waited", "Der Ka"}


def test_only_badly_rated_reviews_are_complaints(merchant, in_tenant, reviewed):
    reviewed(merchant, *map(review, REVIEW_TEXTS))

    quotes = found(merchant, in_tenant, embed_question("croissants"), most_stars=3)

    assert {quote.facets["rating"] for quote in quotes} == {2}


def test_another_merchants_reviews_are_never_found(merchant, other_merchant, in_tenant, reviewed):
    reviewed(other_merchant, *map(review, REVIEW_TEXTS))

    assert found(merchant, in_tenant, embed_question("slow service")) == []


def test_a_changed_review_replaces_its_chunks(merchant, in_tenant, reviewed):
    reviewed(merchant, review("slow"))
    reviewed(merchant, review("slow", "Much faster now."))

    with in_tenant(merchant):
        assert [chunk.text for chunk in Chunk.objects.for_merchant(merchant)] == [
            "Much faster now."
        ]


def test_what_is_indexed_is_not_indexed_again(merchant, reviewed):
    reviewed(merchant, *map(review, REVIEW_TEXTS))

    assert index_documents(merchant.pk) == 0


def test_a_note_is_found_by_its_day(merchant, in_tenant):
    day = datetime(2026, 3, 4, tzinfo=UTC).date()
    with in_tenant(merchant):
        record_note(
            merchant,
            first_day=day,
            last_day=day,
            text="Coffee machine broke till eleven.",
            author="Anna",
        )
    index_documents(merchant.pk)

    [quote] = found(merchant, in_tenant, Question("coffee machine"), first=day, last=day)

    assert (quote.happened_on, quote.facets) == (day, {"author": "Anna"})


def test_without_an_embedder_search_is_by_words(merchant, in_tenant, reviewed, monkeypatch):
    monkeypatch.setattr("edge.llm.gateway.is_installed", lambda: False)
    reviewed(merchant, review("slow"))

    assert embed_question("slow service").vector is None
    with in_tenant(merchant):
        assert Document.objects.for_merchant(merchant).get().indexed_model == ""
    assert len(found(merchant, in_tenant, embed_question("slow service"))) == 1


def test_chunks_keep_every_word_and_stay_short():
    text = "One sentence that goes on. " * 60 + "\n\n" + "x" * (MOST_CHARACTERS * 2 + 5)

    chunks = split_into_chunks(text)

    assert max(map(len, chunks)) <= MOST_CHARACTERS
    assert "".join(chunks).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace(
        "\n", ""
    )
