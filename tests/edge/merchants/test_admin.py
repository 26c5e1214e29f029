"""Staff's pages: as edge_system, read-only, nothing without a reason, and no merchant's words."""

import re

import pytest
from django.contrib import admin
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from edge.facts.load import feed_for, load_records
from edge.facts.records import SaleRecord
from edge.lib.errors import NotLoggedIn
from edge.merchants.keys import KeyWish, create_key, verify_key
from edge.merchants.models import AuditEntry, User

REASON = "Ticket 4711: the payout of Monday differs"


@pytest.fixture
def staff(make_user):
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def desk(staff):
    client = Client()
    client.force_login(staff)
    return client


def lists():
    return [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


def test_every_app_is_there():
    assert {
        "merchants_merchant",
        "merchants_user",
        "merchants_apikey",
        "connectors_upload",
        "facts_batch",
        "insights_insight",
        "chat_conversation",
    } <= set(lists())


@pytest.mark.parametrize("name", lists())
def test_only_staff_come_in(make_member, name):
    stranger, member = Client(), Client()
    member.force_login(make_member().user)
    address = reverse(f"admin:{name}_changelist")

    assert stranger.get(address, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    assert member.get(address, follow=True).status_code == 403


def test_the_admin_has_no_log_in_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("name", lists())
def test_every_list_opens_in_few_statements(desk, make_member, name):
    merchant = make_member().merchant
    load_records(
        merchant,
        feed_for(merchant, kind="api", key="t", name="t"),
        [SaleRecord(document="S", occurred_at=merchant.created_at, amount_minor=100)],
    )

    with CaptureQueriesContext(connections["system"]) as asked:
        response = desk.get(reverse(f"admin:{name}_changelist"), {"q": merchant.public_id})

    assert response.status_code == 200
    assert len(asked) <= 4
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", lists())
def test_nothing_is_added_changed_or_deleted_by_hand(desk, name):
    assert desk.get(reverse(f"admin:{name}_add")).status_code == 403
    assert desk.post(
        reverse(f"admin:{name}_changelist"), {"action": "delete_selected"}
    ).status_code in {200, 302, 403}
    assert "delete_selected" not in desk.get(reverse(f"admin:{name}_changelist")).content.decode()


def test_a_list_shows_every_merchant_and_finds_one(desk, make_merchant):
    one, other = make_merchant(name="Aal & Co"), make_merchant(name="Zebra")
    for merchant in (one, other):
        load_records(
            merchant,
            feed_for(merchant, kind="api", key="t", name="t"),
            [SaleRecord(document="S", occurred_at=merchant.created_at, amount_minor=100)],
        )

    everyone = desk.get("/admin/facts/batch/").content.decode()
    found = desk.get("/admin/facts/batch/", {"q": one.slug}).content.decode()

    assert "Aal &amp; Co" in everyone
    assert "Zebra" in everyone
    assert "Aal &amp; Co" in found
    assert "Zebra" not in found


def test_secrets_are_on_no_page(desk, make_member):
    member = make_member()
    key, text = create_key(member.merchant, KeyWish("till", ["read"]), actor="test")

    page = desk.get(f"/admin/merchants/apikey/{key.pk}/change/").content.decode()
    person = desk.get(f"/admin/merchants/user/{member.user.pk}/change/").content.decode()

    assert key.public_id in page
    assert key.secret_hash not in page
    assert text.rpartition("-")[2] not in page
    assert member.user.password not in person


def test_opening_books_asks_why_and_is_written_down(desk, staff, merchant, in_tenant):
    address = f"/admin/merchants/merchant/{merchant.pk}/open/"

    asked = desk.get(address)
    refused = desk.post(address, {"reason": "why not"})
    opened = desk.post(address, {"reason": REASON})

    assert asked.status_code == 200
    assert refused.status_code == 200
    assert opened.status_code == 302
    assert opened["Location"] == "/"
    with in_tenant(merchant):
        entry = AuditEntry.objects.get(merchant=merchant)
    assert (entry.actor, entry.action, entry.reason) == (staff.email, "support.opened", REASON)


def test_a_key_is_revoked_with_a_reason(desk, staff, merchant, in_tenant):
    key, text = create_key(merchant, KeyWish("till", ["read"]), actor="test")
    address = f"/admin/merchants/apikey/{key.pk}/revoke/"

    assert desk.post(address, {}).status_code == 200
    assert verify_key(text)
    desk.post(address, {"reason": REASON})

    with pytest.raises(NotLoggedIn):
        verify_key(text)
    with in_tenant(merchant):
        entry = AuditEntry.objects.get(merchant=merchant, action="key.revoked")
    assert (entry.actor, entry.detail["reason"]) == (f"support: {staff.email}", REASON)


def test_a_disabled_person_is_out_everywhere(desk, make_member, in_tenant):
    member = make_member()
    phone = Client()
    phone.force_login(member.user)

    desk.post(f"/admin/merchants/user/{member.user.pk}/disable/", {"reason": REASON})

    assert not User.objects.get(pk=member.user.pk).is_active
    assert phone.get("/settings/")["Location"].startswith("/accounts/login/")
    with in_tenant(member.merchant):
        assert AuditEntry.objects.get(merchant=member.merchant).reason == REASON


def test_conversations_show_no_words(desk, merchant, in_tenant):
    from chat.models import Conversation

    with in_tenant(merchant):
        said = Conversation.objects.create(
            merchant=merchant, asker="user:1", title="How much do I owe the bank?"
        )

    listed = desk.get("/admin/chat/conversation/", {"q": merchant.public_id}).content.decode()

    assert said.public_id in listed
    assert "owe the bank" not in listed
    assert desk.get(f"/admin/chat/conversation/{said.pk}/change/").status_code == 404


def test_staff_without_a_permission_see_no_list(client, make_user):
    client.force_login(make_user(is_staff=True))

    assert client.get("/admin/facts/batch/").status_code == 403


def test_pages_have_no_inline_script_or_style(desk):
    page = desk.get("/admin/merchants/merchant/").content.decode()

    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
