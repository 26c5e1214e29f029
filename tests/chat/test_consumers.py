from contextlib import AsyncExitStack

import pytest

from edge.asgi import application
from edge.live import events
from edge.merchants.models import Membership
from edge.merchants.tenancy import run_in_thread, tenant_context
from tests.factories import make_member, make_merchant
from tests.sockets import Socket, log_in, open_socket


@pytest.fixture
def member():
    return make_member()


def socket(user, path="/ws/"):
    return open_socket(application, user, path)


async def ask(page, question="Net sales today?", client_id="c1", **more):
    await page.say({"type": "send", "question": question, "client_id": client_id, **more})
    return await page.frame("sent")


def append(merchant, stream, kind, body=None):
    with tenant_context(merchant):
        return events.append(merchant, stream, kind, body or {})


async def test_an_event_of_the_feed_reaches_an_open_page(member):
    async with socket(member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed"})
        assert (await page.frame("subscribed"))["head"] == 0

        await run_in_thread(append, member.merchant, "feed", "insight", {"title": "Friday was low"})

        found = await page.frame("insight")
    assert found == {
        "v": 1,
        "stream": "feed",
        "seq": 1,
        "type": "insight",
        "title": "Friday was low",
    }


async def test_a_page_that_was_away_gets_what_it_missed_and_nothing_twice(member):
    for number in range(5):
        await run_in_thread(append, member.merchant, "feed", "read", {"n": number})
    async with socket(member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed", "since": 2})
        await page.frame("subscribed")
        await run_in_thread(append, member.merchant, "feed", "read", {"n": 5})

        found = [(await page.frame("read"))["seq"] for _ in range(4)]

        assert found == [3, 4, 5, 6]
        assert await page.receive_nothing(0.3)


async def test_another_merchants_feed_stays_away(member):
    stranger = await run_in_thread(make_merchant)
    async with socket(member.user) as page:
        await page.say({"type": "subscribe", "stream": "feed"})
        await page.frame("subscribed")

        await run_in_thread(append, stranger, "feed", "insight", {"title": "not yours"})

        assert await page.receive_nothing(0.5)


async def test_a_question_over_the_socket_is_acknowledged_on_its_stream(member):
    async with socket(member.user) as page:
        sent = await ask(page)
        ack = await page.frame("msg.ack")

    assert (ack["seq"], ack["stream"], ack["id"], ack["client_id"]) == (
        1,
        sent["stream"],
        sent["id"],
        "c1",
    )


async def test_the_same_message_twice_is_acknowledged_with_the_same_question(member):
    async with socket(member.user) as page:
        first = await ask(page)
        await page.frame("msg.ack")
        second = await ask(page)

        assert first == second
        assert await page.receive_nothing(0.3)


async def test_a_second_device_of_the_same_person_sees_the_question(member):
    async with socket(member.user) as phone, socket(member.user) as desk:
        sent = await ask(phone)
        await desk.say({"type": "subscribe", "stream": sent["stream"], "since": 0})

        assert (await desk.frame("msg.ack"))["question"] == "Net sales today?"


async def test_a_colleague_may_not_read_the_conversation(member):
    colleague = await run_in_thread(make_member, member.merchant, "manager")
    async with socket(member.user) as page, socket(colleague.user) as other:
        sent = await ask(page)
        await other.say({"type": "subscribe", "stream": sent["stream"], "since": 0})

        refused = await other.frame("error")
        assert refused["code"] == "not_found"
        assert await other.receive_nothing(0.3)


async def test_a_foreign_merchant_may_neither_read_nor_write_nor_stop(member):
    stranger = await run_in_thread(make_member)
    async with socket(member.user) as page, socket(stranger.user) as other:
        sent = await ask(page)
        await page.frame("msg.ack")
        for message in (
            {"type": "subscribe", "stream": sent["stream"], "since": 0},
            {
                "type": "send",
                "stream": sent["stream"],
                "question": "And refunds?",
                "client_id": "c9",
            },
            {"type": "stop", "id": sent["id"]},
        ):
            await other.say(message)
            assert (await other.frame("error"))["code"] == "not_found"

        assert await page.receive_nothing(0.3)


async def test_naming_a_merchant_one_is_no_member_of_closes(member):
    stranger = await run_in_thread(make_merchant)
    async with socket(member.user, f"/ws/?merchant={stranger.public_id}") as page:
        assert await page.close_code() == 4403


async def test_a_person_of_two_merchants_is_at_the_one_the_page_names(member):
    second = await run_in_thread(make_merchant)
    await run_in_thread(
        lambda: Membership.objects.create(merchant=second, user=member.user, role="owner")
    )
    async with socket(member.user, f"/ws/?merchant={second.public_id}") as page:
        assert (await page.frame("hello"))["merchant"] == second.public_id


async def test_without_a_log_in_the_socket_says_so():
    async with socket(None) as page:
        assert await page.close_code() == 4401


async def test_another_sites_page_may_not_open_a_socket(member):
    page = Socket(application, cookie=await log_in(member.user), origin="https://evil.test")

    assert not await page.connect()
    await page.leave()


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 60_000, '"hello"'])
async def test_what_is_no_message_closes_the_socket(member, text):
    async with socket(member.user) as page:
        await page.frame("hello")
        await page.say(text)

        assert await page.close_code() == 1008


async def test_a_message_over_64_kb_closes_the_socket(member):
    async with socket(member.user) as page:
        await page.frame("hello")
        await page.say({"type": "send", "question": "x" * 65_000, "client_id": "c" * 600})

        assert await page.close_code() == 1009


async def test_more_than_thirty_messages_a_minute_wait(member):
    async with socket(member.user) as page:
        await page.frame("hello")
        for _ in range(30):
            await page.say({"type": "pong"})
        assert await page.receive_nothing(0.2)

        await page.say({"type": "pong"})

        refused = await page.frame()
        assert (refused["code"], refused["retry_after_s"] > 50) == ("rate_limited", True)


async def test_the_eleventh_socket_of_a_person_is_turned_away(member):
    async with AsyncExitStack() as pages:
        for _ in range(10):
            page = await pages.enter_async_context(socket(member.user))
            await page.frame("hello")
        async with socket(member.user) as eleventh:
            assert await eleventh.close_code() == 1013

    async with socket(member.user) as later:
        assert await later.frame("hello")


@pytest.mark.parametrize("kind", ["send", "stop", "subscribe"])
async def test_a_removed_member_does_nothing_over_an_open_socket(member, kind):
    async with socket(member.user) as page:
        sent = await ask(page)
        await page.frame("msg.ack")
        await run_in_thread(member.delete)

        message = {"question": "And refunds?", "client_id": "c2", "id": sent["id"]}
        await page.say({"type": kind, "stream": sent["stream"], **message})

        assert await page.close_code() == 4403


async def test_an_accountant_may_ask_and_stop(member):
    accountant = await run_in_thread(make_member, member.merchant, "accountant")
    async with socket(accountant.user) as page:
        sent = await ask(page)
        await page.say({"type": "stop", "id": sent["id"]})

        assert (await page.frame("gen.end"))["status"] == "stopped"
