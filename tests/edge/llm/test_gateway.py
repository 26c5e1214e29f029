"""The door to models: streams, failures and the ledger, against a scripted server over HTTP."""

import asyncio

import pytest

from edge.lib.errors import ModelDown
from edge.llm import gateway
from edge.llm.models import ModelCall
from tests.model_server import Fault, say


async def read_answer(merchant, content="hello"):
    messages = [{"role": "user", "content": content}]
    text = ""
    async for chunk in gateway.stream_chat(merchant.pk, purpose="test", messages=messages):
        for choice in chunk.choices:
            text += choice.delta.content or ""
    return text


def calls(merchant, in_tenant):
    with in_tenant(merchant):
        return list(ModelCall.objects.for_merchant(merchant).order_by("pk"))


def test_an_answer_arrives_whole_and_is_written_down(scripted_model, merchant, in_tenant):
    scripted_model(say("Sales were good."))

    text = asyncio.run(read_answer(merchant))

    assert text == "Sales were good."
    [call] = calls(merchant, in_tenant)
    assert (call.status, call.model, call.tokens_in, call.tokens_out) == ("ok", "scripted", 11, 7)


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=429), Fault(status=401)])
def test_a_refusing_server_is_a_model_that_is_down(scripted_model, merchant, in_tenant, fault):
    scripted_model(fault)

    with pytest.raises(ModelDown):
        asyncio.run(read_answer(merchant))

    assert [call.status for call in calls(merchant, in_tenant)] == ["model_down"]


def test_a_server_that_is_not_there_is_a_model_that_is_down(settings, merchant):
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.EDGE_MODEL = (
        "http://127.0.0.1:9/v1",
        "test",
        "any",
    )

    with pytest.raises(ModelDown):
        asyncio.run(read_answer(merchant))


def test_without_settings_there_is_no_model(settings, merchant):
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = ""

    assert not gateway.has_chat_model()
    with pytest.raises(ModelDown):
        asyncio.run(read_answer(merchant))


def test_card_numbers_and_addresses_never_leave(scripted_model, merchant):
    model = scripted_model(say("ok"))

    asyncio.run(read_answer(merchant, "card 4111 1111 1111 1111, ask anna@example.com"))

    sent = model.requests[0]["messages"][0]["content"]
    assert sent == "card [card …1111], ask [e-mail]"


def test_local_vectors_of_like_texts_lie_closer(settings):
    settings.OPENAI_BASE_URL = ""

    [coffee] = gateway.embed_now(["How is the coffee?"], "query")
    near, far = gateway.embed_now(
        ["The coffee was cold.", "Parking is free on Sundays."], "passage"
    )

    dot = lambda one, two: sum(a * b for a, b in zip(one, two, strict=True))  # noqa: E731
    assert dot(coffee, near) > dot(coffee, far)
