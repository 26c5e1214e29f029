"""Analyst first, the model where it is not sure, quotes for what people say; its words stay when a model fails."""

import asyncio
from datetime import UTC, datetime

import pytest

from chat.orchestrator.answer import answer
from chat.orchestrator.contract import Asked, Ended
from edge.facts.load import feed_for, load_records
from edge.facts.models import Feed
from edge.facts.records import SaleRecord
from edge.facts.voices import ReviewRecord, record_reviews
from edge.retrieval.index import index_documents
from insights.models import Telling
from tests.model_server import Fault, call_tool, say

NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)
LAST_WEEK = {"metric": "net_sales", "first_day": "2026-06-08", "last_day": "2026-06-14"}
UNCLEAR = "Tell me a bit about the vibe of our glorious rumpus last week"


@pytest.fixture
def shop(merchant, in_tenant):
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    sales = [
        SaleRecord(
            document="1", occurred_at=datetime(2026, 6, 10, 9, tzinfo=UTC), amount_minor=123_45
        ),
        SaleRecord(document="0", occurred_at=datetime(2026, 6, 1, 9, tzinfo=UTC), amount_minor=700),
        SaleRecord(
            document="2", occurred_at=datetime(2026, 6, 17, 9, tzinfo=UTC), amount_minor=500
        ),
    ]
    load_records(merchant, feed, sales)
    return merchant


def ask(merchant, question, *, language="en"):
    asked = Asked(merchant=merchant, question=question, now=NOW, language=language, turn="trn_test")

    async def collect():
        return [step async for step in answer(asked)]

    *grown, ended = asyncio.run(collect())
    assert isinstance(ended, Ended)
    return grown, ended


def review(merchant, in_tenant, text, rating=2, key="1"):
    posted = datetime(2026, 6, 1, tzinfo=UTC)
    with in_tenant(merchant):
        feed, _ = Feed.objects.get_or_create(
            merchant=merchant, kind="reviews", key="r", name="Reviews"
        )
        record_reviews(
            merchant, feed, [ReviewRecord(key, "Maps", posted, text, rating, "Jo", "en")]
        )
    index_documents(merchant.pk)


def test_a_sure_analyst_is_not_replaced_by_a_model(shop, scripted_model):
    scripted = scripted_model(say("never asked"))

    _, ended = ask(shop, "How much did we sell last week?")

    assert (ended.status, ended.reply["by"]) == ("answered", "analyst")
    assert "€123.45" in ended.reply["text"]
    assert scripted.requests == []


def test_where_the_analyst_is_not_sure_the_model_answers_in_figures(
    shop, scripted_model, in_tenant
):
    scripted_model(call_tool("query_metric", LAST_WEEK), say("Last week brought {{f1}}."))

    grown, ended = ask(shop, UNCLEAR)

    assert (ended.status, ended.reply["by"]) == ("answered", "model")
    assert ended.reply["text"].startswith("Last week brought €123.45.")
    assert [step.body["text"] for step in grown if step.type == "open"] == [
        "Last week brought €123.45. "
    ]
    with in_tenant(shop):
        assert Telling.objects.for_merchant(shop).filter(reference="trn_test").count() == 1


@pytest.mark.parametrize(
    "answers",
    [
        [Fault(status=500)],
        [Fault(deltas=say("Last we"))],
        [say("You took 123.45 euros.")],
        [call_tool("query_metric", LAST_WEEK), say("About one hundred and twenty-three euros.")],
    ],
    ids=["down", "cut", "guesses", "spells numbers"],
)
def test_a_model_that_fails_leaves_the_analysts_answer(shop, scripted_model, answers):
    scripted_model(*answers)

    _, ended = ask(shop, UNCLEAR)

    assert (ended.status, ended.reply["by"]) == ("refused", "analyst")
    assert "123" not in ended.reply["text"]


def test_complaints_are_quoted_with_author_and_date(shop, in_tenant):
    review(shop, in_tenant, "Waited ages, slow service.")
    review(shop, in_tenant, "Wonderful cake.", rating=5, key="2")

    _, ended = ask(shop, "What do people complain about?")

    assert ended.status == "answered"
    assert "Waited ages, slow service." in ended.reply["text"]
    assert "Jo, Maps, 2 stars, 1 June 2026" in ended.reply["text"]
    assert "Wonderful cake." not in ended.reply["text"]


def test_complaints_are_quoted_in_answer_to_a_german_question(shop, in_tenant):
    review(shop, in_tenant, "Waited ages, slow service.")

    _, ended = ask(shop, "Worüber beschweren sich die Gäste?", language="de")

    assert ended.status == "answered"
    assert "Waited ages" in ended.reply["text"]


def test_without_reviews_the_refusal_names_them(shop):
    _, ended = ask(shop, "What do people complain about?")

    assert ended.status == "refused"
    assert "review" in ended.reply["text"]


def test_markup_in_a_review_stays_text(shop, in_tenant):
    review(shop, in_tenant, "<script>alert(1)</script> {{f1}} awful")

    grown, _ = ask(shop, "What do people complain about?")

    [shown] = [step.body["html"] for step in grown if "alert" in step.body.get("html", "")]
    assert "<script" not in shown
