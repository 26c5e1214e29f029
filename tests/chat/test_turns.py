from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from chat import answering, turns
from chat.leases import LeaseLost, claim, release
from chat.models import Conversation, Status, Turn
from chat.orchestrator.contract import Event
from chat.turns import Asker, Question
from edge.lib.errors import InvalidRequest, NotFound
from edge.live import events

ANNA = Asker("user:1")


@pytest.fixture(autouse=True)
def _nothing_open():
    """End what earlier tests left open: a claim takes turns of every merchant."""
    Turn.objects.using("system").filter(status__in=["waiting", "running"]).update(status="stopped")


def ask(merchant, text="Net sales today?", **given):
    with_id = {
        "client_id": given.pop("client_id", f"c-{timezone.now().timestamp()}"),
        "language": "en",
    }
    return turns.ask(merchant, given.pop("asker", ANNA), Question(text, **with_id, **given))


def let_lease_run_out(turn):
    Turn.objects.using("system").filter(pk=turn.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def types_of(merchant, turn):
    return [entry.type for entry in events.replay(merchant, turn.conversation.public_id)]


def test_a_question_is_stored_acknowledged_and_waits(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant, client_id="c1")

        assert turn.status == Status.WAITING
        [entry] = events.replay(merchant, turn.conversation.public_id)
        assert (entry.type, entry.body["client_id"], entry.body["id"]) == (
            "msg.ack",
            "c1",
            turn.public_id,
        )


def test_the_same_message_twice_is_one_question(merchant, in_tenant):
    with in_tenant(merchant):
        first, second = ask(merchant, client_id="c1"), ask(merchant, client_id="c1")

        assert first.pk == second.pk
        assert Conversation.objects.for_merchant(merchant).count() == 1
        assert types_of(merchant, first) == ["msg.ack"]


def test_the_same_message_eight_times_at_once_is_one_question(merchant, in_tenant):
    def send(_):
        try:
            with in_tenant(merchant):
                return ask(merchant, client_id="c1").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(8)))

    with in_tenant(merchant):
        assert len(found) == 1
        assert Turn.objects.for_merchant(merchant).count() == 1
        assert Conversation.objects.for_merchant(merchant).count() == 1


@pytest.mark.parametrize(
    ("text", "client_id"),
    [("  ", "c1"), ("x" * 2001, "c1"), ("Net sales?", ""), ("Net sales?", "c" * 65)],
)
def test_a_message_that_says_nothing_or_too_much_is_refused(merchant, in_tenant, text, client_id):
    with in_tenant(merchant), pytest.raises(InvalidRequest):
        ask(merchant, text, client_id=client_id)


def test_another_persons_conversation_is_not_there(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
        with pytest.raises(NotFound):
            ask(merchant, asker=Asker("user:2"), conversation=turn.conversation.public_id)
        with pytest.raises(NotFound):
            turns.stop(merchant, Asker("user:2"), turn.public_id)

        assert Turn.objects.for_merchant(merchant).get().status == Status.WAITING


def test_a_foreign_merchants_conversation_is_not_there(merchant, other_merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
    with in_tenant(other_merchant):
        with pytest.raises(NotFound):
            ask(other_merchant, conversation=turn.conversation.public_id)
        with pytest.raises(NotFound):
            turns.stop(other_merchant, ANNA, turn.public_id)


def test_eight_processes_claim_each_turn_once(make_merchant, in_tenant):
    asked = set()
    for _ in range(12):
        one = make_merchant()
        with in_tenant(one):
            asked.add(ask(one).pk)

    def take(_):
        try:
            return [taken.turn_id for taken in claim(3)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        taken = [turn_id for turn_ids in pool.map(take, range(8)) for turn_id in turn_ids]

    assert len(taken) == len(set(taken))
    assert set(taken) == asked


def test_a_follow_up_waits_for_the_answer_before_it(merchant, in_tenant):
    with in_tenant(merchant):
        first = ask(merchant, client_id="c1")
        second = ask(merchant, client_id="c2", conversation=first.conversation.public_id)

    [taken] = claim(10)
    assert taken.turn_id == first.pk
    assert claim(10) == []
    with in_tenant(merchant):
        answering.begin(taken)
        answering.finish(taken, "answered", {"status": "answered", "intent": {"shape": "total"}})
    [then] = claim(10)
    assert then.turn_id == second.pk
    with in_tenant(merchant):
        asked = answering.begin(then)
    assert [(one["question"], one["intent"]) for one in asked.history] == [
        (first.question, {"shape": "total"})
    ]


def test_a_held_turn_is_left_alone_and_a_killed_one_taken_over_once(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
    [killed] = claim(10)
    with in_tenant(merchant):
        answering.begin(killed)
        answering.write(killed, [Event("block", {"block": "0", "html": "<p>half</p>"})])
    assert claim(10) == []

    let_lease_run_out(turn)
    [heir] = claim(10)

    assert (heir.turn_id, heir.attempt) == (turn.pk, 2)
    assert claim(10) == []
    with in_tenant(merchant):
        answering.begin(heir)
        with pytest.raises(LeaseLost):
            answering.write(killed, [Event("block", {"block": "1", "html": "<p>late</p>"})])
        with pytest.raises(LeaseLost):
            answering.finish(killed, "answered", {})
        answering.write(heir, [Event("block", {"block": "0", "html": "<p>whole</p>"})])
        answering.finish(heir, "answered", {"text": "whole"})

        found = events.replay(merchant, turn.conversation.public_id)
        gens = [(entry.type, entry.body["gen"].split("/")[1]) for entry in found[1:]]
        assert gens == [
            ("gen.start", "1"),
            ("block", "1"),
            ("gen.start", "2"),
            ("block", "2"),
            ("gen.end", "2"),
        ]
        assert "late" not in str([entry.body for entry in found])


def test_an_answer_that_kills_its_process_each_time_is_marked(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
    for _ in range(answering.MOST_ATTEMPTS):
        [taken] = claim(10)
        with in_tenant(merchant):
            assert answering.begin(taken) is not None
        let_lease_run_out(turn)

    [last] = claim(10)
    with in_tenant(merchant):
        assert answering.begin(last) is None

        turn.refresh_from_db()
        assert turn.status == Status.FAILED
        assert types_of(merchant, turn)[-2:] == ["block", "gen.end"]
    assert claim(10) == []


def test_a_released_turn_is_taken_at_once_and_its_attempt_does_not_count(merchant, in_tenant):
    with in_tenant(merchant):
        ask(merchant)
    [taken] = claim(10)
    with in_tenant(merchant):
        release(taken)

    [again] = claim(10)

    assert (again.turn_id, again.attempt) == (taken.turn_id, 1)


def test_stop_ends_at_once_and_nothing_is_written_afterwards(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
    [taken] = claim(10)
    with in_tenant(merchant):
        answering.begin(taken)
        answering.write(taken, [Event("block", {"block": "0", "html": "<p>half</p>"})])

        turns.stop(merchant, ANNA, turn.public_id)

        with pytest.raises(LeaseLost):
            answering.write(taken, [Event("block", {"block": "1", "html": "<p>more</p>"})])
        found = events.replay(merchant, turn.conversation.public_id)
        assert [entry.type for entry in found] == ["msg.ack", "gen.start", "block", "gen.end"]
        assert found[-1].body["status"] == "stopped"


def test_stopping_an_answer_that_has_ended_changes_nothing(merchant, in_tenant):
    with in_tenant(merchant):
        turn = ask(merchant)
    [taken] = claim(10)
    with in_tenant(merchant):
        answering.begin(taken)
        answering.finish(taken, "answered", {"text": "412.30"})
        before = types_of(merchant, turn)

        turns.stop(merchant, ANNA, turn.public_id)

        turn.refresh_from_db()
        assert (turn.status, types_of(merchant, turn)) == (Status.ANSWERED, before)
