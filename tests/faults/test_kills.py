"""Kill -9 at a random moment of an import or an answer: afterwards the totals are right, the answer whole or marked."""

import os
from decimal import Decimal

import pytest

from tests.faults.running import wait_until
from tests.faults.shop import Shop, kill_soon, sale, sales_file

# How often each is killed; CI asks for fewer.
ROUNDS = range(int(os.environ.get("EDGE_FAULTS", "20")))
QUESTION = "What were my net sales in March 2025?"
FINAL = {"answered", "partial", "refused", "clarify", "stopped", "failed"}


@pytest.fixture(scope="module")
def asking_shop(edge):
    shop = Shop(edge)
    write = {"transactions": [sale(number) for number in range(40)]}
    assert shop.call("POST", "/transactions", write, once="first")[0] == 201
    status, turn = shop.call("POST", "/ask", {"question": QUESTION, "wait_s": 30}, once="calm")
    assert (status, turn["status"]) == (200, "answered")
    shop.calm_answer = turn["reply"]["text"]
    return shop


@pytest.mark.parametrize("round_number", ROUNDS)
def test_an_answer_is_whole_or_marked_whatever_is_killed(edge, asking_shop, round_number):
    question, once = {"question": QUESTION, "wait_s": 0}, f"round-{round_number}"

    asking_shop.call("POST", "/ask", question, once=once)
    part = kill_soon(edge, round_number, within_s=0.6)
    # What a client does that got no answer: it asks again under the same key.
    _, turn = asking_shop.call("POST", "/ask", question, once=once)
    turn = asking_shop.ended(f"/turns/{turn['id']}", FINAL, limit_s=90)
    _, log = asking_shop.call("GET", f"/conversations/{turn['conversation']}/events")

    whole = (turn["status"], (turn["reply"] or {}).get("text")) == (
        "answered",
        asking_shop.calm_answer,
    )
    assert whole or turn["status"] in {"failed", "stopped"}, edge.tale(part)
    assert [event["seq"] for event in log["events"]] == list(range(1, log["head"] + 1))
    assert [event["type"] for event in log["events"]].count("gen.end") == 1


@pytest.fixture(scope="module")
def writing_shop(edge):
    return Shop(edge)


@pytest.mark.parametrize("round_number", ROUNDS)
def test_sales_sent_again_after_a_kill_count_once(edge, writing_shop, round_number):
    sales = [sale(1000 * (round_number + 1) + number) for number in range(100)]
    writing_shop.expected += sum(Decimal(one["amount"]) for one in sales)
    body, once = {"transactions": sales}, f"batch-{round_number}"

    writing_shop.call("POST", "/transactions", body, once=once)
    part = kill_soon(edge, round_number, within_s=0.3)
    wait_until(
        lambda: writing_shop.call("POST", "/transactions", body, once=once)[0] == 201,
        60,
        "sales",
        edge,
    )

    assert Decimal(writing_shop.metric("gross_sales")) == writing_shop.expected, (
        f"{part} was killed"
    )


@pytest.fixture(scope="module")
def importing_shop(edge):
    return Shop(edge)


@pytest.mark.parametrize("round_number", ROUNDS)
def test_an_import_goes_on_whatever_is_killed(edge, importing_shop, tmp_path, round_number):
    path, total = sales_file(tmp_path, f"R{round_number}")
    importing_shop.expected += total

    upload = importing_shop.bring(path)
    part = kill_soon(edge, round_number, within_s=4)
    upload = upload or importing_shop.bring(path)
    found = importing_shop.ended(f"/uploads/{upload}", {"loaded", "failed", "ready"}, limit_s=120)

    assert (found["state"], found["failure"]) == ("loaded", None), edge.tale(part)
    assert Decimal(importing_shop.metric("gross_sales")) == importing_shop.expected
