"""The ways in: every page of the log-in is drawn in the look and says what happened."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from edge.pages import server_error

OPEN_TO_ALL = ["account_login", "account_signup", "account_reset_password", "account_inactive"]
OF_A_PERSON = ["account_logout", "account_change_password", "account_email"]


@pytest.fixture
def person(make_member):
    client = Client()
    client.force_login(
        make_member().user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.mark.parametrize("name", OPEN_TO_ALL)
def test_door_that_is_open_to_all(client, name):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert 'class="door on-desk"' in page.text
    assert " style=" not in page.text


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_door_of_a_person(person, name):
    page = person.get(reverse(name))

    assert page.status_code == 200
    assert 'class="door on-desk"' in page.text


def test_wrong_password_is_said_at_the_form(client, make_user):
    page = client.post(
        reverse("account_login"), {"login": make_user().email, "password": "not-this-one"}
    )

    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_login_page_speaks_german_when_asked(client):
    client.post(reverse("set_language"), {"language": "de", "next": "/"})

    assert "Anmelden" in client.get(reverse("account_login")).text


def test_forgotten_password_sends_our_own_letter(client, make_user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []

    client.post(reverse("account_reset_password"), {"email": make_user().email})

    (letter,) = mail.outbox
    assert "every number has a receipt" in letter.body
    assert "/accounts/password/reset/key/" in letter.body


def test_form_that_was_open_too_long_says_what_to_do():
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse("account_login"), {"login": "a@b.test", "password": "x"})

    assert page.status_code == 403
    assert "Nothing was stored" in page.text


def test_page_that_broke_says_what_was_kept_and_how_to_name_it(rf):
    request = rf.get("/")
    request.request_id = "req_42"

    page = server_error(request)

    assert page.status_code == 500
    assert "Nothing of yours was lost" in page.content.decode()
    assert "req_42" in page.content.decode()
