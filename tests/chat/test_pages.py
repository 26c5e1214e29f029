"""The chat without script, and over the API; both are the same questions and answers."""

import json
import threading

import pytest
from django.db import connections
from django.test import Client

from chat import answering, turns
from chat.leases import claim
from chat.models import Conversation, Feedback, Status, Turn
from chat.orchestrator.contract import Event
from edge.live import events
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.tenancy import tenant_context
from tests.factories import make_member

REPLY = {
    "status": "answered",
    "text": "412.30",
    "table": [["metric", "value"], ["=cmd()", "412.30"]],
}


@pytest.fixture(autouse=True)
def _nothing_open():
    Turn.objects.using("system").filter(status__in=["waiting", "running"]).update(status="stopped")


@pytest.fixture
def member():
    return make_member()


@pytest.fixture
def browser(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def key(member):
    _, secret = create_key(member.merchant, KeyWish("till", ["ask"]), actor="test")
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def answer_next(merchant, html='<p class="answer">412.30</p>'):
    """Answer the next open turn as `converse` would."""
    [taken] = claim(1)
    with tenant_context(merchant):
        answering.begin(taken)
        answering.write(taken, [Event("block", {"block": "0", "html": html})])
        answering.finish(taken, "answered", REPLY)


@pytest.fixture
def answered(member, browser):
    """An answered conversation; its only turn."""
    browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})
    answer_next(member.merchant)
    with tenant_context(member.merchant):
        return Turn.objects.for_merchant(member.merchant).select_related("conversation").get()


def act(browser, turn, **what):
    return browser.post(f"/ask/{turn.conversation.public_id}/act/", what)


def test_a_question_by_form_leads_to_its_conversation(member, browser):
    response = browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})

    with tenant_context(member.merchant):
        turn = Turn.objects.for_merchant(member.merchant).select_related("conversation").get()
    address = f"/ask/{turn.conversation.public_id}/?wait={turn.public_id}#{turn.public_id}"
    assert (response.status_code, response["Location"]) == (302, address)


def test_the_form_sent_twice_asks_once(member, browser):
    for _ in range(2):
        browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})

    with tenant_context(member.merchant):
        assert Turn.objects.for_merchant(member.merchant).count() == 1


def test_the_page_shows_the_answer_and_offers_what_goes_with_it(browser, answered):
    page = browser.get(f"/ask/{answered.conversation.public_id}/").content.decode()

    assert '<p class="answer">412.30</p>' in page
    assert 'aria-busy="true"' not in page.partition("<template")[0]
    assert f"/{answered.public_id}/table.csv" in page


def test_a_page_that_waits_in_vain_asks_again_by_itself(browser, monkeypatch):
    monkeypatch.setattr("chat.views.WAIT_S", 0.1)
    address = browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})["Location"]

    response = browser.get(address)

    assert response["Refresh"] == "2"
    assert 'aria-busy="true"' in response.content.decode()


def test_nobody_holds_a_connection_while_waiting(member, browser, monkeypatch):
    monkeypatch.setattr("chat.views.WAIT_S", 0.1)
    held = []
    monkeypatch.setattr(
        "chat.turns.time.sleep", lambda _: held.append(connections["default"].connection)
    )
    address = browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})["Location"]

    browser.get(address)

    assert set(held) == {None}


def test_only_ones_own_turn_is_waited_for(member, browser):
    browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})
    with tenant_context(member.merchant):
        turn = Turn.objects.for_merchant(member.merchant).get()

    assert turns.wait_for(member.merchant, turns.Asker("user:0"), turn.public_id, 5)
    assert not turns.wait_for(member.merchant, turns.Asker(turn.asker), turn.public_id, 0)


@pytest.mark.parametrize(
    ("origin", "is_sent"), [("same-origin", True), ("cross-site", False), (None, False)]
)
def test_only_a_page_of_edge_may_send_a_question_by_its_address(browser, origin, is_sent):
    headers = {"Sec-Fetch-Site": origin} if origin else {}

    page = browser.get("/ask/?q=Net+sales+today%3F", headers=headers).content.decode()

    assert ('data-autosend="yes"' in page) is is_sent
    assert "Net sales today?" in page


def test_an_empty_question_is_refused_and_the_page_stays(browser):
    response = browser.post("/ask/", {"q": "   ", "client_id": "c1"})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_words_of_a_question_are_shown_as_words(browser, member):
    browser.post("/ask/", {"q": "<script>alert(1)</script>", "client_id": "c1"})
    answer_next(member.merchant)
    with tenant_context(member.merchant):
        conversation = Conversation.objects.for_merchant(member.merchant).get()

    page = browser.get(f"/ask/{conversation.public_id}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_stop_by_form(member, browser):
    browser.post("/ask/", {"q": "Net sales today?", "client_id": "c1"})
    with tenant_context(member.merchant):
        turn = Turn.objects.for_merchant(member.merchant).select_related("conversation").get()

    act(browser, turn, stop=turn.public_id)

    with tenant_context(member.merchant):
        turn.refresh_from_db()
    assert turn.status == Status.STOPPED


def test_a_thumb_is_kept_and_may_turn(member, browser, answered):
    act(browser, answered, thumb=f"up {answered.public_id}")
    act(browser, answered, thumb=f"down {answered.public_id}", reason="Too short")

    with tenant_context(member.merchant):
        feedback = Feedback.objects.for_merchant(member.merchant).get()
    assert (feedback.is_useful, feedback.reason) == (False, "Too short")


def test_the_table_behind_an_answer_is_safe_in_a_spreadsheet(browser, answered):
    response = browser.get(f"/ask/{answered.conversation.public_id}/{answered.public_id}/table.csv")

    assert response.content.decode("utf-8-sig").splitlines() == ["metric,value", "'=cmd(),412.30"]
    assert "attachment" in response["Content-Disposition"]


def test_earlier_questions_are_found_by_their_words(browser, answered):
    assert answered.conversation.public_id in browser.get("/ask/?find=sales").content.decode()
    assert (
        answered.conversation.public_id not in browser.get("/ask/?find=croissant").content.decode()
    )


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_somebody_elses_conversation_is_not_there(member, answered, who):
    other = make_member(member.merchant if who == "colleague" else None, "manager")
    client = Client()
    client.force_login(other.user)
    place = f"/ask/{answered.conversation.public_id}"

    assert client.get(f"{place}/").status_code == 404
    assert client.post(f"{place}/", {"q": "And now?", "client_id": "c9"}).status_code == 404
    assert client.post(f"{place}/act/", {"thumb": f"up {answered.public_id}"}).status_code == 404
    assert client.get(f"{place}/{answered.public_id}/table.csv").status_code == 404
    assert (
        client.get(f"/api/v1/conversations/{answered.conversation.public_id}/events").status_code
        == 404
    )
    with tenant_context(member.merchant):
        assert Turn.objects.for_merchant(member.merchant).count() == 1
        assert not Feedback.objects.for_merchant(member.merchant).exists()


def test_the_events_over_http_are_those_of_the_socket(member, browser, answered):
    stream = answered.conversation.public_id

    found = browser.get(f"/api/v1/conversations/{stream}/events", {"since": 1}).json()

    with tenant_context(member.merchant):
        log = [events.frame(entry) for entry in events.replay(member.merchant, stream, 1)]
    assert found == {"events": json.loads(json.dumps(log)), "head": 4}


def post(client, key, body, **headers):
    return client.post(
        "/api/v1/ask", json.dumps(body), content_type="application/json", **key, **headers
    )


def test_asking_over_the_api_waits_for_the_answer(member, client, key):
    def answer_soon():
        try:
            for _ in range(100):
                if Turn.objects.using("system").filter(merchant=member.merchant).exists():
                    answer_next(member.merchant)
                    return
                threading.Event().wait(0.05)
        finally:
            connections.close_all()

    answering = threading.Thread(target=answer_soon)
    answering.start()
    response = post(client, key, {"question": "Net sales today?", "wait_s": 10})
    answering.join()

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["reply"]["text"]) == ("answered", "412.30")


def test_who_does_not_wait_gets_the_turn_and_may_read_or_stop_it(client, key):
    asked = post(client, key, {"question": "Net sales today?", "wait_s": 0})
    turn = asked.json()

    assert (asked.status_code, turn["status"]) == (202, "waiting")
    assert client.get(f"/api/v1/turns/{turn['id']}", **key).json()["status"] == "waiting"
    stopped = client.post(f"/api/v1/turns/{turn['id']}/stop", **key).json()
    assert stopped["status"] == "stopped"
    [listed] = client.get("/api/v1/conversations", **key).json()
    assert listed["id"] == turn["conversation"]


def test_the_same_idempotency_key_asks_once(client, key):
    body = {"question": "Net sales today?", "wait_s": 0}

    first, second = (post(client, key, body, HTTP_IDEMPOTENCY_KEY="k1").json() for _ in range(2))

    assert first["id"] == second["id"]


def test_a_key_that_may_not_ask_is_refused(member, client):
    _, secret = create_key(member.merchant, KeyWish("reader", ["read"]), actor="test")

    response = post(client, {"HTTP_AUTHORIZATION": f"Bearer {secret}"}, {"question": "Net sales?"})

    assert response.status_code == 403
    with tenant_context(member.merchant):
        assert not Turn.objects.for_merchant(member.merchant).exists()


def test_a_key_does_not_read_a_persons_conversation(client, key, answered):
    stream = answered.conversation.public_id

    assert client.get(f"/api/v1/conversations/{stream}/events", **key).status_code == 404
