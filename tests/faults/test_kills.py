"""Kill -9 at a random moment of an import or an answer: afterwards the totals are right, the answer whole or marked."""

import contextlib
import gzip
import http.client
import json
import random
import time
import uuid
from decimal import Decimal

import pytest

from tests.faults.running import PARTS, wait_until

ROWS = 60_000
QUESTION = "What were my net sales in March 2025?"
FINAL = {"answered", "partial", "refused", "clarify", "stopped", "failed"}


class Shop:
    """A merchant of the running Edge, its key, and what its totals must be."""

    def __init__(self, edge):
        self.edge = edge
        name = f"Shop {uuid.uuid4().hex[:8]}"
        place = ("--currency", "EUR", "--country", "DE", "--time-zone", "Europe/Berlin")
        self.slug = edge.manage("create_merchant", "--name", name, *place)["merchant"]
        wish = ("--merchant", self.slug, "--name", "faults", "--scopes", "read,write,ask")
        self.key = edge.manage("create_key", *wish)["key"]

    def call(self, method, path, body=None, **headers):
        """Return status and answer; status 0 where the web died under the request."""
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"} | headers
        try:
            status, answer = self.edge.request(
                method,
                f"/api/v1{path}",
                body=json.dumps(body) if body is not None else None,
                headers=sent,
            )
            return status, json.loads(answer)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return 0, None

    def metric(self, name):
        days = ("--from", "2025-01-01", "--to", "2025-12-31")
        return self.edge.manage("metric", "--merchant", self.slug, name, *days)["value"]


def sales_file(folder):
    """Write a file of sales whose total is known; return its path and the total."""
    total = Decimal(0)
    path = folder / "sales.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write("Invoice,Date,Product,Quantity,Price\n")
        for number in range(ROWS):
            price = Decimal(100 + number % 900) / 100
            quantity = 1 + number % 3
            total += price * quantity
            moment = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d} {8 + number % 12:02d}:{number % 60:02d}:00"
            file.write(f"R{number // 3},{moment},Item {number % 40},{quantity},{price}\n")
    return path, total


def kill_soon(edge, chance, *, within_s):
    """Kill a random part at a random moment; return its name."""
    time.sleep(chance.uniform(0, within_s))
    part = chance.choice(PARTS)
    edge.kill(part)
    return part


@pytest.fixture(scope="module")
def shop(edge):
    return Shop(edge)


def test_an_answer_is_whole_or_marked_whatever_is_killed(edge, shop, kills):
    chance = random.Random(11)
    write = {"transactions": [sale(number) for number in range(40)]}
    assert shop.call("POST", "/transactions", write, **{"Idempotency-Key": "first"})[0] == 201
    status, undisturbed = shop.call("POST", "/ask", {"question": QUESTION, "wait_s": 30})
    assert (status, undisturbed["status"]) == (200, "answered")

    for round_number in range(kills):
        key = f"round-{round_number}"
        ask = {"question": QUESTION, "wait_s": 0}
        status, turn = shop.call("POST", "/ask", ask, **{"Idempotency-Key": key})
        part = kill_soon(edge, chance, within_s=0.6)
        edge.wait_until_ready()
        # What a client does that got no answer: it asks again under the same key.
        status, turn = shop.call("POST", "/ask", ask | {"wait_s": 30}, **{"Idempotency-Key": key})
        turn = turn_when_ended(shop, turn)

        print(f"  answer {round_number + 1}: killed {part}, {turn['status']}")
        assert turn["status"] in {"answered", "failed", "stopped"}
        if turn["status"] == "answered":
            assert turn["reply"]["text"] == undisturbed["reply"]["text"]
        assert_events_tell_it_once(shop, turn)


def turn_when_ended(shop, turn):
    def ended():
        status, found = shop.call("GET", f"/turns/{turn['id']}")
        return found if status == 200 and found["status"] in FINAL else None

    return wait_until(ended, 90, "end of the answer", shop.edge)


def assert_events_tell_it_once(shop, turn):
    status, log = shop.call("GET", f"/conversations/{turn['conversation']}/events")

    assert status == 200
    assert [event["seq"] for event in log["events"]] == list(range(1, log["head"] + 1))
    assert [event["type"] for event in log["events"]].count("msg.end") == 1


def sale(number):
    return {
        "type": "sale",
        "id": f"S{number}",
        "occurred_at": f"2025-03-{1 + number % 28:02d}T10:00:00+01:00",
        "amount": f"{10 + number}.50",
    }


def test_sales_sent_again_after_a_kill_count_once(edge, shop, kills):
    chance = random.Random(12)
    own = Shop(edge)
    expected = Decimal(0)

    for round_number in range(max(kills // 2, 1)):
        sales = [sale(1000 * (round_number + 1) + number) for number in range(100)]
        expected += sum(Decimal(one["amount"]) for one in sales)
        write = {"transactions": sales}
        with contextlib.suppress(AssertionError):
            own.call("POST", "/transactions", write, **{"Idempotency-Key": f"batch-{round_number}"})
        part = kill_soon(edge, chance, within_s=0.3)
        edge.wait_until_ready()
        status = wait_until(lambda: sent(own, write, round_number), 60, "accepted sales", edge)
        print(f"  sales {round_number + 1}: killed {part}, {status}")

    assert Decimal(own.metric("gross_sales")) == expected
    assert own.metric("sales_count") == 100 * max(kills // 2, 1)


def sent(shop, write, round_number):
    status, _ = shop.call(
        "POST", "/transactions", write, **{"Idempotency-Key": f"batch-{round_number}"}
    )
    return status if status == 201 else None
