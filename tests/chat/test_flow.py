"""A question's whole way: socket, turn, converse, events, page."""

import asyncio
import contextlib
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import answering, pages, turns
from chat.converse import Converse
from chat.models import Status, Turn
from chat.running import run, run_now
from edge.asgi import application
from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, SaleRecord
from edge.live import events
from edge.merchants.tenancy import run_in_tenant, run_in_thread, tenant_context
from insights.models import Telling
from tests.factories import make_member
from tests.sockets import open_socket


def line(product, quantity, price):
    return LineRecord(product=product, quantity=quantity, unit_price=price)


@pytest.fixture(autouse=True)
def _nothing_open():
    Turn.objects.using("system").filter(status__in=["waiting", "running"]).update(status="stopped")


@pytest.fixture
def owner():
    """The owner of a shop that sold tea and cake yesterday, and tea the day before."""
    member = make_member()
    merchant = member.merchant
    with tenant_context(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    noon = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0)
    load_records(
        merchant,
        feed,
        [
            SaleRecord(
                document="1",
                occurred_at=noon - timedelta(days=1),
                lines=[line("Tea", 2, 3), line("Cake", 1, 4)],
                circumstances=Circumstances(location="Mitte", staff="Anna"),
            ),
            SaleRecord(
                document="2",
                occurred_at=noon - timedelta(days=2),
                lines=[line("Tea", 1, 3)],
                circumstances=Circumstances(location="Kreuzberg"),
            ),
        ],
    )
    return member


@asynccontextmanager
async def converse(at_once=4):
    """Answer turns while the block runs."""
    process = Converse(at_once, grace_s=5)
    serving = asyncio.create_task(process.serve())
    try:
        yield process
    finally:
        process.end()
        await serving


async def answered(page, question, client_id="c1", **more):
    """Ask and return all frames of the answer."""
    await page.say({"type": "send", "question": question, "client_id": client_id, **more})
    return await answer_frames(page, client_id)


async def answer_frames(page, client_id):
    frames = []
    while not frames or frames[-1]["type"] != "gen.end":
        frame = await page.frame()
        assert frame["type"] != "error", frame
        if "seq" in frame:
            frames.append(frame)
    assert frames[0]["client_id"] == client_id
    return frames


def shown(merchant, member, stream):
    asker = turns.Asker(f"user:{member.user.pk}")
    return pages.conversation_page(merchant, asker, stream)


def blocks_of(frames):
    return {frame["block"]: frame["html"] for frame in frames if frame["type"] == "block"}


async def test_a_question_is_answered_with_a_figure_that_opens_its_receipt(owner):
    async with converse(), open_socket(application, owner.user) as page:
        frames = await answered(page, "How much did we sell yesterday?")

    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[-1]["status"] == "answered"
    answer = blocks_of(frames)["0"]
    assert "€10.00" in answer
    assert 'href="/figure/' in answer

    def told():
        return list(
            Telling.objects.for_merchant(owner.merchant)
            .filter(reference=frames[0]["id"])
            .values_list("value", flat=True)
        )

    assert await run_in_tenant(owner.merchant.pk, told) == ["10.00"]


async def test_the_reloaded_page_is_what_the_events_said(owner):
    async with converse(), open_socket(application, owner.user) as page:
        frames = await answered(page, "What sold best yesterday?")
        then = await answered(page, "And the day before?", "c2", stream=frames[0]["stream"])

    drawn = await run_in_tenant(
        owner.merchant.pk, shown, owner.merchant, owner, frames[0]["stream"]
    )
    live = pages.assemble([*frames, *then])
    assert list(drawn.entries) == live
    assert drawn.head == then[-1]["seq"]
    assert [entry.status for entry in live] == ["answered", "answered"]


async def test_a_german_question_is_answered_in_german(owner):
    async with converse(), open_socket(application, owner.user) as page:
        frames = await answered(page, "Wie viel Umsatz hatten wir gestern?")

    assert "10,00" in blocks_of(frames)["0"]


async def test_a_changed_chip_asks_again_with_that_and_the_same_choice_gives_the_same_number(owner):
    async with converse(), open_socket(application, owner.user) as page:
        first = await answered(page, "How much did we sell yesterday?")
        ids = {"stream": first[0]["stream"], "revises": first[0]["id"]}
        units = await answered(page, "", "c2", change="what=units", **ids)
        again = await answered(
            page, "", "c3", change="what=net_sales", stream=ids["stream"], revises=units[0]["id"]
        )

    assert ">3<" in blocks_of(units)["0"]
    assert units[0]["question"] == "How much did we sell yesterday?"
    assert blocks_of(again)["0"] == blocks_of(first)["0"]
    [entry] = pages.assemble([*first, *units, *again])
    assert [older.turn for older in entry.versions] == [first[0]["id"], units[0]["id"]]


@pytest.mark.parametrize(
    "change",
    [
        "what=secret",
        "when=1850",
        "where=9:x",
        "where=location:Nowhere",
        "by=document",
        "x=1",
        "choice=0",
    ],
)
async def test_a_change_that_was_not_on_offer_is_refused(owner, change):
    async with converse(), open_socket(application, owner.user) as page:
        first = await answered(page, "How much did we sell yesterday?")
        await page.say(
            {
                "type": "send",
                "client_id": "c2",
                "change": change,
                "stream": first[0]["stream"],
                "revises": first[0]["id"],
            }
        )
        refused = await page.frame("error")

    assert (refused["code"], refused["client_id"]) == ("invalid_request", "c2")


async def test_the_offered_location_narrows_the_answer(owner):
    async with converse(), open_socket(application, owner.user) as page:
        first = await answered(page, "How much did we sell in total?")
        ids = {"stream": first[0]["stream"], "revises": first[0]["id"]}
        placed = await answered(page, "", "c2", change="where=location:Kreuzberg", **ids)

    assert "where=location:Kreuzberg" in blocks_of(first)["chips"]
    assert ("€13.00" in blocks_of(first)["0"], "€3.00" in blocks_of(placed)["0"]) == (True, True)


@pytest.mark.parametrize(
    "question", ["Net sales by staff member yesterday?", "How much did Anna sell yesterday?"]
)
async def test_what_a_role_may_not_see_is_refused_without_a_figure(owner, question):
    staff = await run_in_thread(make_member, owner.merchant, "staff")
    async with converse(), open_socket(application, staff.user) as page:
        frames = await answered(page, question)
    async with converse(), open_socket(application, owner.user) as page:
        told = await answered(page, question)

    assert (told[-1]["status"], frames[-1]["status"]) == ("answered", "refused")
    assert "/figure/" not in str(frames)


async def test_many_questions_are_answered_at_once_each_once(owner):
    async with converse(at_once=8), open_socket(application, owner.user) as page:
        for number in range(12):
            await page.say(
                {
                    "type": "send",
                    "question": "How much did we sell yesterday?",
                    "client_id": f"c{number}",
                }
            )
        ended = [(await page.frame("gen.end"))["turn"] for _ in range(12)]

    assert len(set(ended)) == 12

    def rows():
        return list(Turn.objects.for_merchant(owner.merchant).values_list("status", "attempts"))

    assert await run_in_tenant(owner.merchant.pk, rows) == [("answered", 1)] * 12


async def test_a_killed_process_leaves_a_turn_that_another_answers_whole(owner, settings):
    settings.TURN_LEASE_S = 1

    def ask():
        question = turns.Question("How much did we sell yesterday?", "c1", "en")
        return turns.ask(owner.merchant, turns.Asker(f"user:{owner.user.pk}"), question)

    turn = await run_in_tenant(owner.merchant.pk, ask)
    stream = turn.conversation.public_id

    def begin_and_die():
        from chat.leases import claim
        from chat.orchestrator.contract import Event

        [taken] = claim(1)
        with tenant_context(owner.merchant):
            answering.begin(taken)
            answering.write(taken, [Event("block", {"block": "0", "html": "<p>half an ans</p>"})])

    await run_in_thread(begin_and_die)
    async with converse(), open_socket(application, owner.user) as page:
        await page.say({"type": "subscribe", "stream": stream, "since": 0})
        frames = await answer_frames(page, "c1")

    [entry] = pages.assemble(frames)
    assert entry.status == "answered"
    assert "€10.00" in entry.blocks["0"]
    assert "half an ans" not in str(entry.blocks)
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))


async def test_a_process_that_ends_gives_its_turn_back(owner):
    process = Converse(4, grace_s=0)

    def ask():
        question = turns.Question("How much did we sell yesterday?", "c1", "en")
        return turns.ask(owner.merchant, turns.Asker(f"user:{owner.user.pk}"), question).pk

    turn_id = await run_in_tenant(owner.merchant.pk, ask)
    serving = asyncio.create_task(process.serve())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            while turn_id not in process.running:  # noqa: ASYNC110  # it says nothing when it claims
                await asyncio.sleep(0.001)
    process.end()
    await serving

    status = await run_in_tenant(
        owner.merchant.pk,
        lambda: Turn.objects.for_merchant(owner.merchant).get(pk=turn_id).status,
    )
    assert status in (Status.WAITING, Status.ANSWERED)

    async with converse(), open_socket(application, owner.user) as page:
        stream = await run_in_tenant(
            owner.merchant.pk,
            lambda: (
                Turn.objects.for_merchant(owner.merchant)
                .select_related("conversation")
                .get(pk=turn_id)
                .conversation.public_id
            ),
        )
        await page.say({"type": "subscribe", "stream": stream, "since": 0})
        assert (await page.frame("gen.end"))["status"] == "answered"


async def test_a_bug_in_an_answer_is_told_with_a_number_for_support(owner):
    def ask_something_broken():
        with tenant_context(owner.merchant):
            question = turns.Question("How much did we sell yesterday?", "c1", "en")
            turn = turns.ask(owner.merchant, turns.Asker("shell"), question)
            Turn.objects.for_merchant(owner.merchant).filter(pk=turn.pk).update(
                wanted_intent={"shape": "no such shape"}
            )
        return turn

    turn = await run_in_thread(ask_something_broken)
    from chat.leases import claim

    [taken] = await run_in_thread(claim, 1)
    assert await run(taken) is None

    found = await run_in_tenant(
        owner.merchant.pk, events.replay, owner.merchant, turn.conversation.public_id
    )
    assert found[-1].body["status"] == "failed"
    assert "err_" in found[-2].body["html"]


def test_the_shell_asks_without_a_converse_process(owner):
    reply = run_now(owner.merchant, turns.Question("How much did we sell yesterday?", "c1", "en"))

    assert (reply["status"], reply["by"], reply["lang"]) == ("answered", "analyst", "en")
    [figure] = reply["figures"]
    assert (figure["metric"], figure["value"], figure["unit"]) == ("net_sales", "10.00", "EUR")
    assert reply["table"][1][:3] == ["net_sales", "10.00", "EUR"]
