"""Signing up, logging in, staying in, getting out; guessing, forging and stealing do not work."""

import re
import secrets

import pytest
from django.core import mail
from django.test import Client

from edge.merchants.models import AuditEntry, Membership, Merchant, User
from edge.merchants.tenancy import tenant_context
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def browser():
    """Return a maker of browsers, each at an address of its own: limits count by address."""

    def make(**given):
        address = (
            f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250) + 1}"
        )
        return Client(REMOTE_ADDR=address, **given)

    return make


def log_in(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def is_in(client):
    return client.get("/settings/").status_code == 200


SHOP = {
    "name": "Café Morgenrot",
    "business_type": "cafe",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "language": "de",
}


def test_a_stranger_becomes_an_owner_in_two_pages(browser):
    client = browser(headers={"Accept-Language": "de-AT,de;q=0.9"})
    email = f"mara-{secrets.token_hex(4)}@example.test"

    signed_up = client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
    asked = client.get(signed_up["Location"], follow=True)
    opened = client.post("/welcome/", SHOP)

    assert asked.redirect_chain[-1][0] == "/welcome/"
    assert re.findall(r'<option value="([^"]+)" selected', asked.content.decode()) == [
        "cafe",
        "AT",
        "EUR",
        "Europe/Vienna",
        "de",
    ]
    assert opened["Location"] == "/"
    member = Membership.objects.select_related("merchant").get(user__email=email)
    assert (member.role, member.merchant.name, member.merchant.country) == (
        "owner",
        "Café Morgenrot",
        "DE",
    )
    with tenant_context(member.merchant):
        assert AuditEntry.objects.get(merchant=member.merchant).action == "merchant.opened"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"currency": "XXQ"}, {"time_zone": "Mars/Olympus"}, {"name": ""}, {"country": "EU"}]
)
def test_books_are_not_opened_on_nonsense(browser, make_user, wrong):
    client, user = browser(), make_user()
    client.force_login(user)

    assert client.post("/welcome/", SHOP | wrong).status_code == 422
    assert not Merchant.objects.filter(memberships__user=user).exists()


@pytest.mark.parametrize("password", ["short", "password12", "1234567890"])
def test_weak_passwords_are_refused(browser, password):
    email = f"{secrets.token_hex(4)}@example.test"

    browser().post("/accounts/signup/", {"email": email, "password1": password})

    assert not User.objects.filter(email=email).exists()


def test_after_five_wrong_tries_the_right_one_waits_too(browser, make_member):
    member = make_member()
    for _ in range(5):
        log_in(browser(), member.user.email, "wrong-wrong-wrong")

    client = browser()
    log_in(client, member.user.email)

    assert not is_in(client)


def test_one_address_may_try_ten_times_a_minute(browser, make_member):
    client = browser()
    for _ in range(10):
        log_in(client, f"{secrets.token_hex(4)}@example.test", "wrong-wrong-wrong")

    log_in(client, make_member().user.email)

    assert not is_in(client)


def test_a_forgotten_password_does_not_tell_who_is_known(browser, make_user):
    known = browser().post("/accounts/password/reset/", {"email": make_user().email})
    unknown = browser().post(
        "/accounts/password/reset/", {"email": f"{secrets.token_hex(4)}@example.test"}
    )

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_an_address_signs_up_once(browser, make_user):
    known = make_user().email

    browser().post("/accounts/signup/", {"email": known.upper(), "password1": PASSWORD})

    assert User.objects.filter(email__iexact=known).count() == 1


def test_a_mailed_link_sets_a_new_password_once(browser, make_member):
    member, client = make_member(), browser()
    client.post("/accounts/password/reset/", {"email": member.user.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link)["Location"]

    client.post(form, {"password1": "another-long-password", "password2": "another-long-password"})

    fresh = browser()
    log_in(fresh, member.user.email, "another-long-password")
    assert is_in(fresh)
    assert b"no longer works" in browser().get(link, follow=True).content


def test_a_log_in_takes_a_new_session(browser, make_member):
    member, client = make_member(), browser()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    log_in(client, member.user.email)

    assert client.cookies["sessionid"].value != planted


def test_after_logging_out_the_old_session_is_dead(browser, make_member):
    member, client = make_member(), browser()
    log_in(client, member.user.email)
    stolen = client.cookies["sessionid"].value

    client.post("/accounts/logout/")

    thief = browser()
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)


def test_a_new_password_ends_every_other_log_in(browser, make_member):
    member, phone, desk = make_member(), browser(), browser()
    log_in(phone, member.user.email)
    log_in(desk, member.user.email)

    desk.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "another-long-password",
            "password2": "another-long-password",
        },
    )

    assert is_in(desk)
    assert not is_in(phone)


@pytest.mark.parametrize(
    "path", ["/settings/", "/settings/keys/", "/settings/people/invite/", "/welcome/"]
)
@pytest.mark.parametrize("origin", ["https://evil.test", "null", None])
def test_a_forged_post_is_refused(browser, make_member, path, origin):
    member, client = make_member(), browser(enforce_csrf_checks=True)
    client.force_login(member.user)
    headers = {} if origin is None else {"Origin": origin, "Referer": f"{origin}/"}

    response = client.post(path, SHOP, headers=headers)

    assert response.status_code == 403
    assert Membership.objects.filter(user=member.user).count() == 1


def test_pages_carry_the_headers_that_keep_them_apart(browser, make_member):
    client = browser()
    client.force_login(make_member().user)

    page = client.get("/settings/")

    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Cache-Control"] == "private, no-cache"


def test_settings_can_be_changed_and_say_so(browser, make_member):
    member, client = make_member(), browser()
    client.force_login(member.user)

    saved = client.post(
        "/settings/", SHOP | {"day_end": "05:00", "hours_fri": "20:00–04:00", "hours_sat": ""}
    )
    wrong = client.post("/settings/", SHOP | {"day_end": "17:00", "hours_fri": "late"})

    assert saved["Location"] == "/settings/"
    member.merchant.refresh_from_db()
    assert (member.merchant.day_end_minutes, member.merchant.opening_hours) == (
        300,
        {"fri": [["20:00", "04:00"]]},
    )
    assert wrong.status_code == 422


def test_a_person_goes_over_to_another_of_their_shops(browser, make_member):
    member, client = make_member(), browser()
    second = make_member(user=member.user)
    client.force_login(member.user)

    client.post("/settings/switch/", {"merchant": second.merchant.public_id})

    assert second.merchant.name in client.get("/settings/").content.decode()


def test_an_invited_stranger_signs_up_and_is_in(browser, make_member):
    owner = make_member()
    desk = browser()
    desk.force_login(owner.user)
    email = f"guest-{secrets.token_hex(4)}@example.test"
    desk.post("/settings/people/invite/", {"email": email, "role": "accountant"})
    link = re.search(r"http://testserver(/join/\S+)", mail.outbox[-1].body)[1]

    guest = browser()
    shown = guest.get(link)
    signed_up = guest.post(
        "/accounts/signup/", {"email": email, "password1": PASSWORD, "next": link}
    )
    guest.post(link)

    assert owner.merchant.name in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    assert signed_up["Location"] == link
    assert Membership.objects.get(user__email=email).role == "accountant"
    assert browser().get(link).status_code == 404


def test_a_new_key_is_shown_once_and_kept_by_no_cache(browser, make_member):
    client = browser()
    client.force_login(make_member().user)

    shown = client.post("/settings/keys/", {"name": "till", "scopes": ["read"], "rpm": "60"})

    text = re.search(r"sk-edge-[\w-]+", shown.content.decode())[0]
    assert shown["Cache-Control"] == "no-store"
    assert text not in client.get("/settings/keys/").content.decode()
    assert (
        client.get("/api/v1/merchants", headers={"Authorization": f"Bearer {text}"}).status_code
        == 200
    )


def test_mailed_links_are_not_in_the_log(browser, make_member, caplog):
    member = make_member()
    desk = browser()
    desk.force_login(member.user)
    desk.post("/settings/people/invite/", {"email": "guest@example.test", "role": "staff"})
    desk.post("/accounts/password/reset/", {"email": member.user.email})
    links = [re.search(r"http://testserver(/\S+)", sent.body)[1] for sent in mail.outbox]

    with caplog.at_level("INFO"):
        for link in links:
            browser().get(link)

    assert "/join/…/" in caplog.text
    for link in links:
        assert link.strip("/").rpartition("/")[2] not in caplog.text
