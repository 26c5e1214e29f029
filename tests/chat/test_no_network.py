"""An answer of the analyst's leaves the machine for nothing, and asks no model though one is set up."""

import socket
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.running import run_now
from chat.turns import Question
from edge.facts.load import feed_for, load_records
from edge.facts.records import LineRecord, SaleRecord


@pytest.fixture
def shop(merchant, in_tenant):
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    now = timezone.now()
    sales = [
        SaleRecord(
            document=str(ago),
            occurred_at=now - timedelta(days=ago),
            lines=[LineRecord(product="Tea", quantity=ago % 3 + 1, unit_price=3)],
        )
        for ago in range(1, 60)
    ]
    load_records(merchant, feed, sales)
    return merchant


@pytest.fixture
def reached(monkeypatch):
    """Return the addresses that are looked up or connected to, the sockets of this machine's services left out."""
    found = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def watched(self, address):
        if self.family != socket.AF_UNIX:
            found.append(address)
        return connect(self, address)

    def asked(host, *args, **given):
        found.append(host)
        return look_up(host, *args, **given)

    monkeypatch.setattr(socket.socket, "connect", watched)
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    return found


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("How much did we sell last week?", id="a total"),
        pytest.param("Welcher Wochentag läuft am besten?", id="a ranking"),
        pytest.param("Why did sales change last week?", id="a reason"),
        pytest.param("What is our margin?", id="a refusal"),
    ],
)
def test_an_answer_makes_no_network_call(shop, scripted_model, reached, question):
    model = scripted_model()

    reply = run_now(shop, Question(question, uuid.uuid4().hex, "en"))

    assert reply["by"] == "analyst"
    assert reached == []
    assert model.requests == []
