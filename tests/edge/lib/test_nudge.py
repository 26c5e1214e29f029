"""A nudge is sent once and may be lost."""

import logging

import pytest
from kombu.exceptions import OperationalError

from edge.lib.nudge import NUDGE_EXPIRES_S, nudge


@pytest.mark.parametrize("reason", [OperationalError("no broker"), ConnectionResetError("gone")])
def test_a_broker_that_is_down_fails_nobody(monkeypatch, caplog, reason):
    sent = []

    def send_task(task, arguments, **options):
        sent.append((task, arguments, options))
        raise reason

    monkeypatch.setattr("edge.lib.nudge.current_app.send_task", send_task)
    with caplog.at_level(logging.WARNING):
        nudge(["one", "two"], 7)

    options = {"expires": NUDGE_EXPIRES_S, "retry": False}
    assert sent == [("one", [7], options), ("two", [7], options)]
    assert [record.task for record in caplog.records] == ["one", "two"]
