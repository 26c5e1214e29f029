from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from edge.live import events
from edge.live.models import LogEntry
from edge.merchants.tenancy import tenant_context


def append_many(merchant, stream, writer, count):
    try:
        for number in range(count):
            with tenant_context(merchant):
                events.append(merchant, stream, "said", {"writer": writer, "number": number})
    finally:
        connections.close_all()


def test_eight_writers_leave_no_gap_and_no_double(merchant):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda writer: append_many(merchant, "feed", writer, 25), range(8)))

    with tenant_context(merchant):
        found = events.replay(merchant, "feed")
    assert [entry.seq for entry in found] == list(range(1, 201))
    own = [entry.body["number"] for entry in found if entry.body["writer"] == 3]
    assert own == list(range(25))


def test_replay_from_any_point_is_the_rest_of_the_whole(merchant):
    with tenant_context(merchant):
        events.append_all(merchant, "con_a", [("block", {"n": n}) for n in range(9)])
        whole = [events.frame(entry) for entry in events.replay(merchant, "con_a")]
        rests = [
            [events.frame(entry) for entry in events.replay(merchant, "con_a", since)]
            for since in range(10)
        ]

    assert rests == [whole[since:] for since in range(10)]


def test_streams_and_merchants_count_for_themselves(merchant, other_merchant):
    with tenant_context(merchant):
        events.append(merchant, "feed", "insight")
        first_of_conversation = events.append(merchant, "con_b", "msg.ack")
    with tenant_context(other_merchant):
        first_of_other = events.append(other_merchant, "feed", "insight")

    assert (first_of_conversation, first_of_other) == (1, 1)


def test_an_event_that_is_rolled_back_leaves_no_hole(merchant):
    with tenant_context(merchant):
        events.append(merchant, "feed", "insight")
    with tenant_context(merchant):
        events.append(merchant, "feed", "insight")
        transaction.set_rollback(True)
    with tenant_context(merchant):
        assert events.append(merchant, "feed", "insight") == 2


def test_an_event_outside_its_merchants_context_is_refused(merchant, other_merchant):
    with pytest.raises(RuntimeError, match="context"), tenant_context(other_merchant):
        events.append(merchant, "feed", "insight")

    with tenant_context(merchant):
        assert not LogEntry.objects.for_merchant(merchant).exists()


def test_a_body_may_not_forge_the_frame(merchant):
    with pytest.raises(ValueError, match="seq"), tenant_context(merchant):
        events.append(merchant, "feed", "insight", {"seq": 7})


def test_a_dead_redis_loses_no_event(merchant, settings):
    layer = settings.CHANNEL_LAYERS["default"]
    settings.CHANNEL_LAYERS = {
        "default": layer
        | {"CONFIG": layer["CONFIG"] | {"hosts": [{"address": "unix:///nowhere/redis.sock?db=0"}]}}
    }

    with tenant_context(merchant):
        events.append(merchant, "feed", "insight")
    with tenant_context(merchant):
        assert events.head(merchant, "feed") == 1
