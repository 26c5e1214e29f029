"""The pages of insights through their doors: what they show, to whom, at what cost."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from edge.facts.events import EventKind
from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, MoneyRecord, RefundRecord, SaleRecord
from edge.merchants.models import Role

MOST_QUERIES = 12
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|COPY|TRUNCATE|CREATE|ALTER)", re.IGNORECASE)
PAGES = ("home", "sales", "payouts", "insights")


def sale(moment, number, price="3.50"):
    line = LineRecord(product="Flat white", quantity=Decimal(2), unit_price=Decimal(price))
    return SaleRecord(document=f"s-{moment:%Y%m%d%H%M}-{number}", occurred_at=moment, lines=[line])


def load(merchant, *records, kind="api"):
    load_records(merchant, feed_for(merchant, kind=kind, key="till", name="Till"), records)


@pytest.fixture
def now():
    # The hour that has begun: five past it would be still to come in its first minutes.
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def trading(merchant, now):
    """Return a merchant with five weeks behind it, a refund, a fee and a payout."""
    moments = [now - timedelta(days=day, hours=hour) for day in range(36) for hour in (0, 1)]
    load(
        merchant,
        *(sale(moment, number) for moment in moments for number in range(2)),
        RefundRecord(document="r-1", occurred_at=now, amount_minor=350),
        MoneyRecord(
            kind=EventKind.FEE, document="f", occurred_at=now - timedelta(days=1), amount_minor=99
        ),
        MoneyRecord(
            kind=EventKind.PAYOUT,
            document="p",
            occurred_at=now - timedelta(days=1),
            amount_minor=5000,
        ),
    )
    return merchant


@pytest.fixture
def browse(make_member):
    def browse(merchant, role=Role.OWNER):
        client = Client()
        client.force_login(
            make_member(merchant, role).user,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return browse


def test_home_shows_the_running_day_with_its_receipt(trading, browse):
    page = browse(trading).get(reverse("home"))

    assert page.status_code == 200
    assert 'class="figure is-sum"' in page.text
    assert "so far" in page.text


@pytest.mark.parametrize("name", PAGES)
def test_page_reads_little_and_writes_nothing(trading, browse, name):
    client = browse(trading)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name)).status_code == 200

    assert len(queries) <= MOST_QUERIES, "\n".join(q["sql"][:120] for q in queries)
    assert [q["sql"] for q in queries if WRITES.match(q["sql"])] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_nothing_inline_and_a_nonce_on_every_script(trading, browse, name):
    page = browse(trading).get(reverse(name))

    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"]).group(1)
    scripts = re.findall(r"<script[^>]*>", page.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script and "src=" in script for script in scripts)
    assert " style=" not in page.text
    assert "<style" not in page.text
    assert not re.search(r"\son\w+=", page.text)


def test_every_receipt_of_home_opens(trading, browse):
    client = browse(trading)
    tokens = set(re.findall(r'href="(/figure/[^"]+/)"', client.get(reverse("home")).text))

    answers = {token: client.get(token).status_code for token in sorted(tokens)[::9]}

    assert len(tokens) > 30
    assert set(answers.values()) == {200}


def test_receipt_shows_bars_rows_and_the_query(trading, browse):
    client = browse(trading)
    token = re.search(r'class="figure is-sum" href="([^"]+)"', client.get(reverse("home")).text)

    page = client.get(token.group(1))

    assert "data-receipt=" in page.text
    assert '<path d="M0 0h2v10h-2z' in page.text
    assert "facts_moneyevent" in page.text


def test_receipt_of_another_merchant_is_not_found(trading, other_merchant, browse):
    token = re.search(r'href="(/figure/[^"]+/)"', browse(trading).get(reverse("home")).text)

    assert browse(other_merchant).get(token.group(1)).status_code == 404


def test_staff_see_sales_but_neither_fees_nor_payouts(trading, browse):
    client = browse(trading, Role.STAFF)

    home = client.get(reverse("home"))

    assert home.status_code == 200
    assert "Fees of the card provider" not in home.text
    assert client.get(reverse("payouts")).status_code == 403


@pytest.mark.parametrize(("role", "is_named"), [(Role.STAFF, False), (Role.MANAGER, True)])
def test_the_rows_of_a_receipt_name_colleagues_only_to_those_who_may_see_them(
    trading, browse, now, role, is_named
):
    sold = replace(sale(now, 9), circumstances=Circumstances(staff="Anna"))
    load(trading, sold)
    client = browse(trading, role)
    token = re.search(r'class="figure is-sum" href="([^"]+)"', client.get(reverse("home")).text)

    file = b"".join(client.get(f"{token.group(1)}rows.csv").streaming_content).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(file, newline="")))
    assert rows
    assert ("Anna" in {row["staff"] for row in rows}) is is_named
    assert ("Anna" in file) is is_named


def test_without_sales_home_leads_to_the_ways_in(merchant, browse):
    page = browse(merchant).get(reverse("home"))

    assert page.status_code == 200
    assert reverse("upload") in page.text


def test_home_stands_at_the_last_complete_day_of_old_books(merchant, browse):
    last = datetime(2011, 12, 9, 12, 0, tzinfo=UTC)
    load(merchant, *(sale(last - timedelta(days=day), day) for day in range(10)))

    page = browse(merchant).get(reverse("home"))

    assert "Your data end on" in page.text
    assert "so far:" not in page.text


def test_page_speaks_the_merchants_language(make_merchant, browse, now):
    merchant = make_merchant(language="de")
    load(merchant, sale(now, 1))

    page = browse(merchant).get(reverse("home"))

    assert '<html lang="de"' in page.text
    assert "bisher" in page.text


def test_chosen_theme_is_drawn_by_the_server_and_forgotten_again(trading, browse):
    client = browse(trading)

    client.post(reverse("theme"), {"theme": "dark", "next": "/sales/"})
    assert 'class="theme-dark"' in client.get(reverse("sales")).text

    client.post(reverse("theme"), {"theme": "system"})
    assert "theme-dark" not in client.get(reverse("sales")).text


def test_theme_never_leads_to_another_site(client):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "https://elsewhere.test/"})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("span", ["week", "month", "days28", "year", "nonsense"])
def test_sales_of_every_span(trading, browse, span):
    page = browse(trading).get(reverse("sales"), {"span": span})

    assert page.status_code == 200
    assert 'class="figure is-sum"' in page.text


def test_strangers_are_sent_to_the_log_in(client):
    answer = client.get(reverse("home"))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse(settings.LOGIN_URL))


def test_unknown_address_says_what_to_do(client):
    page = client.get("/nothing/here/")

    assert page.status_code == 404
    assert "Nothing was changed" in page.text
