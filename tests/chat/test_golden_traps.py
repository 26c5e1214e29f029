"""The golden traps that concern asking: mistakes that merchants met elsewhere, each asked here in a merchant's words.

Below the answer the same traps are tested where they are kept out: business days and clocks in `tests/edge/facts`
(redate, load, rollups) and `tests/insights/test_standing.py`, tips inside amounts in
`tests/connectors/uploads/understanding/test_paid.py`, tenants in `tests/edge/tenancy`, restatements in
`tests/insights/test_restated.py`.
"""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command

from chat import turns
from chat.analyst.answer import answer, answer_intent
from chat.analyst.lexicon import LANGUAGES
from chat.leases import Claim
from chat.render import to_text
from chat.running import run, run_now
from chat.turns import Asker, Question
from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, RefundRecord, SaleRecord
from edge.lib.errors import NotFound
from edge.merchants.models import Merchant, Role
from edge.merchants.tenancy import tenant_context
from insights.models import Telling
from insights.restated import mark_restated

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday at one o'clock.
NOW = datetime(2026, 6, 17, 13, 0, tzinfo=BERLIN)
TODAY = NOW.date()


def at(day, hour, minute=0, zone=BERLIN):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def sale(moment, amount_minor=0, **more):
    return SaleRecord(
        document=uuid.uuid4().hex, occurred_at=moment, amount_minor=amount_minor or None, **more
    )


def lines(*named):
    return [LineRecord(product=name, quantity=Decimal(1), unit_price=Decimal(price), category=kind)
            for name, price, kind in named]  # fmt: skip


def shop(*records, **given):
    """Return a Berlin shop with these records in its books."""
    mark = uuid.uuid4().hex[:8]
    merchant = Merchant.objects.create(
        **{"slug": f"trap-{mark}", "name": f"Trap {mark}", "language": "en"} | given
    )
    with tenant_context(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    load_records(merchant, feed, records)
    merchant.refresh_from_db()
    return merchant


def ask(merchant, question, *, now=NOW, language="en"):
    with tenant_context(merchant):
        return answer(merchant, question, now=now, language=language)


def text_of(merchant, reply):
    with tenant_context(merchant):
        return to_text(reply, merchant)


def measured(reply, metric="net_sales"):
    """Return the values of one metric that an answer reads from the books, in order."""
    return [
        figure.value
        for figure in reply.figures.values()
        if figure.metric == metric and figure.how == "measured"
    ]


def test_f1_today_against_yesterday_is_the_same_elapsed_time_and_says_so_far():
    yesterday = TODAY - timedelta(days=1)
    merchant = shop(
        sale(at(TODAY, 9), 1000),
        sale(at(yesterday, 10), 800),
        sale(at(yesterday, 13, 1), 5000),
    )

    reply = ask(merchant, "How is today against yesterday?")

    assert measured(reply) == [Decimal("10.00"), Decimal("8.00")]
    assert "so far" in text_of(merchant, reply)


def test_f2_a_sale_after_midnight_counts_on_the_day_before():
    yesterday = TODAY - timedelta(days=1)
    merchant = shop(
        sale(at(yesterday, 22), 700), sale(at(TODAY, 0, 40), 300), day_end_minutes=5 * 60
    )

    assert measured(ask(merchant, "Net sales yesterday?")) == [Decimal("10.00")]
    assert measured(ask(merchant, "Net sales today?")) == [Decimal("0.00")]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2026, 3, 29), 23, id="clocks forward"),
        pytest.param(date(2026, 10, 25), 25, id="clocks back"),
    ],
)
def test_f3_a_day_on_which_the_clock_changes_has_all_its_hours(day, hours):
    begins = at(day - timedelta(days=1), 0).astimezone(UTC)
    merchant = shop(*(sale(begins + timedelta(minutes=30, hours=n), 100) for n in range(75)))
    now = at(day + timedelta(days=2), 12)

    whole = ask(merchant, f"How many orders on {day.isoformat()}?", now=now)
    by_hour = ask(merchant, f"Number of orders by hour on {day.isoformat()}", now=now)

    assert measured(whole, "sales_count") == [hours]
    known = set(whole.figures.values())
    parts = [figure.value for figure in by_hour.figures.values() if figure not in known]
    assert (sum(parts), len(parts)) == (hours, min(hours, 24))


@pytest.fixture
def tipped(tmp_path):
    """A shop whose export holds tax and tip inside each total, and half of a receipt given back a month later."""
    file = tmp_path / "payments.csv"
    file.write_text(
        "Date,Receipt,Type,Net,VAT,Tip,Total\n"
        "2026-04-27 10:00,1001,Sale,20.00,3.80,2.20,26.00\n"
        "2026-04-28 10:00,1002,Sale,10.00,1.90,1.10,13.00\n"
        "2026-04-29 11:00,1003,Sale,50.00,9.50,0.00,59.50\n"
        "2026-05-04 09:00,1004,Sale,30.00,5.70,4.30,40.00\n"
        "2026-05-05 12:00,1005,Refund,-10.00,-1.90,0.00,-11.90\n",
        "utf-8",
    )
    merchant = shop()
    said = StringIO()
    call_command(
        *("import_sales", str(file), "--merchant", merchant.slug, "--yes", "--json"),
        stdout=said,
        stderr=StringIO(),
    )
    assert json.loads(said.getvalue())["loaded"] == 5
    merchant.refresh_from_db()
    return merchant


def test_f4_a_refund_counts_on_its_own_day_and_tips_are_no_sales(tipped):
    april, refunded, tips, gross, net = (
        ask(tipped, question)
        for question in (
            "Net sales in April?",
            "How much did we refund in April and in May?",
            "How much in tips in April?",
            "Gross sales in May?",
            "Net sales in May?",
        )
    )

    assert measured(april) == [Decimal("95.20")]
    assert measured(refunded, "refunds") == [Decimal("0.00"), Decimal("11.90")]
    assert measured(tips, "tips") == [Decimal("3.30")]
    assert measured(gross, "gross_sales") == [Decimal("35.70")]
    assert measured(net) == [Decimal("35.70") - Decimal("11.90")]


def test_f5_two_currencies_of_one_week_are_never_summed():
    merchant = shop(
        sale(at(date(2026, 6, 9), 10), 1000),
        sale(at(date(2026, 6, 10), 10), 500, currency="GBP"),
    )

    reply = ask(merchant, "Net sales last week?")

    text = text_of(merchant, reply)
    assert measured(reply)[0] == Decimal("10.00")
    assert ("€10.00" in text, "£5.00" in text) == (True, True)
    assert "15.00" not in text


@pytest.fixture
def wide():
    """A shop of 501 items in one receipt, of 31 categories; each item of a category costs as much as its number."""
    named = [(f"Ware {n:03d}x", n % 31 + 1, f"Shelf {n % 31 + 1:02d}") for n in range(501)]
    return shop(sale(at(date(2026, 6, 10), 10), lines=lines(*named)))


def test_f6_totals_hold_all_of_501_items(wide):
    everything = sum(n % 31 + 1 for n in range(501))

    assert measured(ask(wide, "Net sales last week?")) == [Decimal(everything)]
    assert measured(ask(wide, "How many units did we sell last week?"), "units") == [501]


def test_f6_the_31st_value_counts_like_the_first(wide):
    own = sum(31 for n in range(501) if n % 31 == 30)

    reply = ask(wide, "Net sales of Shelf 31 last week?")
    ranked = ask(wide, "Which category made the most money last week?")

    assert measured(reply)[0] == Decimal(own)
    assert measured(ranked)[0] == Decimal(own)
    assert "Shelf 31" in text_of(wide, ranked)


@pytest.mark.parametrize(
    ("country", "language", "shown"),
    [
        pytest.param("DE", "de", "1.234,56", id="German"),
        pytest.param("GB", "en", "1,234.56", id="British"),
    ],
)
def test_f14_one_amount_is_written_as_each_country_writes_it(country, language, shown):
    merchant = shop(sale(at(date(2026, 6, 10), 10), 123456), country=country, language=language)

    reply = ask(merchant, "Net sales last week?", language="en")
    own = ask(merchant, "Umsatz letzte Woche?" if language == "de" else "Net sales last week?")

    assert measured(reply) == measured(own) == [Decimal("1234.56")]
    assert shown in text_of(merchant, own)


@pytest.mark.parametrize(
    ("written", "country"),
    [pytest.param("1.234,56", "DE", id="German"), pytest.param("1,234.56", "GB", id="British")],
)
def test_f14_files_of_either_spelling_hold_the_same_amount(tmp_path, written, country):
    file = tmp_path / "sales.csv"
    file.write_text(
        f'Date;Receipt;Total\n10.06.2026;1;"{written}"\n11.06.2026;2;"{written}"\n', "utf-8"
    )
    merchant = shop(country=country)
    call_command(
        *("import_sales", str(file), "--merchant", merchant.slug, "--yes", "--json"),
        stdout=StringIO(),
        stderr=StringIO(),
    )
    merchant.refresh_from_db()

    assert measured(ask(merchant, "Net sales last week?")) == [Decimal("2469.12")]


LAST_WEEK = {
    "en": "How much did we sell last week?",
    "de": "Wie viel Umsatz hatten wir letzte Woche?",
    "fr": "Combien avons-nous vendu la semaine dernière ?",
    "es": "¿Cuánto vendimos la semana pasada?",
    "it": "Quanto abbiamo venduto la settimana scorsa?",
    "pl": "Ile sprzedaliśmy w zeszłym tygodniu?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_f15_the_answer_is_in_the_questions_language_and_its_figures_are_the_same(language):
    merchant = shop(
        sale(at(date(2026, 5, 10), 10), 100),
        sale(at(date(2026, 6, 10), 10), lines=lines(("Flat white", 4, "Coffee"))),
    )

    reply = ask(merchant, LAST_WEEK[language], language="en")

    assert (reply.language, reply.status) == (language, "answered")
    assert list(reply.figures.values()) == list(ask(merchant, LAST_WEEK["en"]).figures.values())


def asked_by(merchant, role, question):
    """Ask as a member of that role does, and answer as `converse` does."""
    token = uuid.uuid4()
    with tenant_context(merchant):
        turn = turns.ask(
            merchant,
            Asker("user:1", role),
            Question(question, uuid.uuid4().hex, "en", as_of=NOW),
            lease=token,
        )
    return async_to_sync(run)(Claim(turn.pk, merchant.pk, token, 1))


@pytest.mark.parametrize(
    "question", ["Who sold the most last week?", "How much in tips last week?"]
)
def test_f16_the_chat_shows_staff_no_more_than_pages_do(question):
    moment = at(date(2026, 6, 10), 10)
    merchant = shop(
        sale(moment - timedelta(days=30), 100),
        sale(moment, 1000, tip_minor=100, circumstances=Circumstances(staff="Anna")),
        sale(moment, 700, tip_minor=50, circumstances=Circumstances(staff="Ben")),
    )

    owners, staffs = (asked_by(merchant, role, question) for role in (Role.OWNER, Role.STAFF))

    assert owners["status"] == "answered"
    assert owners["figures"]
    assert (staffs["status"], staffs["figures"]) == ("refused", [])
    assert not any(letter.isdigit() for letter in staffs["text"])
    assert "Anna" not in staffs["text"]


def test_f17_another_shops_name_products_and_conversations_lead_nowhere():
    moment = at(date(2026, 6, 10), 10)
    own = shop(sale(moment, lines=lines(("Tea", 3, "Drinks"))))
    other = shop(sale(moment, lines=lines(("Moonberry tart", 9, "Cakes"))))
    theirs = run_now(other, Question("Net sales last week?", uuid.uuid4().hex, "en", as_of=NOW))
    with tenant_context(other):
        conversation = turns.conversations_of(other, Asker("shell")).first().public_id

    asked = [
        ask(own, question)
        for question in (
            f"How much did {other.name} sell last week?",
            f"Net sales of {other.slug} last week",
            "How many moonberry tarts did we sell last week?",
        )
    ]

    assert theirs["figures"][0]["value"] == "9.00"
    assert [reply.status for reply in asked] == ["refused"] * 3
    assert [reply.figures for reply in asked] == [{}, {}, {}]
    assert not any("9.00" in text_of(own, reply) for reply in asked)
    with tenant_context(own), pytest.raises(NotFound):
        turns.ask(own, Asker("shell"), Question("And?", "c1", "en", conversation=conversation))


@pytest.mark.parametrize(
    "question",
    ["Net sales last week?", "Best selling products last week", "How is this week against last?"],
)
def test_f22_the_same_chips_give_the_same_numbers(question):
    merchant = shop(
        *(
            sale(
                at(date(2026, 6, day), 10), lines=lines(("Tea", day, "Drinks"), ("Bun", 2, "Food"))
            )
            for day in range(3, 17)
        )
    )
    reply = ask(merchant, question)

    with tenant_context(merchant):
        first, second = (answer_intent(merchant, reply.intent, now=NOW) for _ in range(2))
        texts = {to_text(one, merchant) for one in (reply, first, second)}

    assert len(texts) == 1
    assert list(reply.figures.values()) == list(first.figures.values())
    assert list(first.figures.values()) == list(second.figures.values())


def test_f23_a_late_refund_names_exactly_the_answers_that_it_changes():
    tuesday, wednesday = date(2026, 6, 9), date(2026, 6, 10)
    merchant = shop(
        sale(at(tuesday, 10), 81200), sale(at(wednesday, 10), 5000), sale(at(TODAY, 9), 100)
    )
    told = {
        day: run_now(
            merchant,
            Question(f"Net sales on {day.isoformat()}?", uuid.uuid4().hex, "en", as_of=NOW),
        )
        for day in (tuesday, wednesday)
    }
    mark_restated(merchant.pk)
    with tenant_context(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")

    load_records(
        merchant, feed, [RefundRecord(document="r", occurred_at=at(tuesday, 18), amount_minor=1500)]
    )
    mark_restated(merchant.pk)

    with tenant_context(merchant):
        changed = Telling.objects.for_merchant(merchant).exclude(restated_at=None)
        assert [(one.figure_id, one.value, one.restated_value) for one in changed] == [
            (told[tuesday]["figures"][0]["id"], "812.00", "797.00")
        ]
    assert "797" in text_of(merchant, ask(merchant, f"Net sales on {tuesday.isoformat()}?"))
