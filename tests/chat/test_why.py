"""Why a number changed, as it is told: the sentence, the factors, the movers, the notes; sums hold to the cent."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chat.analyst.answer import answer
from chat.analyst.intent import Told
from chat.analyst.lexicon import LANGUAGES
from chat.analyst.public_days import public_days
from chat.analyst.reply import PLACE
from chat.analyst.speak import Speaker
from chat.chips import bench_for, changed, chip_menus
from chat.render import to_html, to_text
from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, RefundRecord, SaleRecord
from edge.facts.voices import record_note
from edge.merchants.models import Role
from tests.chat.analyst_scenes import clock

# Wednesday 17 June 2026, noon in London; last week is 8 to 14 June, the week before 1 to 7 June.
NOW = datetime(2026, 6, 17, 11, tzinfo=UTC)


def line(product, quantity, price, category="Drinks"):
    return LineRecord(
        product=product, quantity=Decimal(quantity), unit_price=Decimal(price), category=category
    )


def sale(number, day, *lines, hour=9, **who):
    return SaleRecord(
        document=str(number),
        occurred_at=datetime(2026, 6, day, hour, tzinfo=UTC),
        lines=lines,
        circumstances=Circumstances(**who),
    )


RECORDS = [
    sale(1, 1, line("Tea", 4, "3.00"), customer="ada", location="North", staff="Ida"),
    sale(2, 2, line("Tea", 2, "3.00"), line("Cake", 1, "5.00", "Bakery"), location="North"),
    sale(3, 3, line("Soup", 1, "8.00", "Kitchen"), customer="bo", location="South", staff="Joe"),
    sale(4, 8, line("Tea", 1, "3.50"), customer="ada", location="North", staff="Ida"),
    sale(5, 9, line("Cake", 1, "5.00", "Bakery"), hour=14, location="South", staff="Joe"),
    RefundRecord(
        document="R2",
        occurred_at=datetime(2026, 6, 10, 9, tzinfo=UTC),
        lines=[line("Cake", 1, "5.00", "Bakery")],
    ),
]
CHANGE = Decimal("3.50") + 5 - 5 - (12 + 11 + 8)


@pytest.fixture
def shop(make_merchant, in_tenant):
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    load(merchant, in_tenant, RECORDS)
    return merchant


def load(merchant, in_tenant, records):
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    load_records(merchant, feed, records)
    merchant.refresh_from_db()


@pytest.fixture
def ask(shop, in_tenant):
    def once(*questions, language="en", now=NOW, role=Role.OWNER):
        told, reply = [], None
        with in_tenant(shop):
            for question in questions:
                reply = answer(shop, question, now=now, language=language, history=told, role=role)
                is_told = reply.status in {"answered", "partial"}
                told.append(Told(question, reply.intent if is_told else None))
        return reply

    return once


def text(reply, merchant):
    said = to_text(reply, merchant)
    return re.sub("[\xa0\u202f\u2009]", " ", said)


def table(reply):
    """Return the rows of an answer's table as names and values."""
    [block] = [block for block in reply.blocks if block.kind == "table"]
    return [(name, reply.figures[PLACE.fullmatch(cell)[1]].value) for name, cell in block.rows]


def test_a_why_begins_with_one_sentence_and_its_number(ask, shop):
    first, *_ = text(ask("Why were sales down last week?"), shop).splitlines()

    assert first == (
        "Net sales: −£27.50 (−88.7 %), last week (8–14 Jun 2026) against 1–7 Jun 2026: "
        "£3.50 against £31.00."
    )


def test_its_factors_add_up_to_the_change(ask):
    figures = ask("Why were sales down last week?").figures.values()

    by_how = {figure.how: figure.value for figure in figures}
    back = next(f.value for f in figures if f.how == "change" and f.metric == "refunds")
    parts = [by_how[how] for how in ("by_count", "by_items", "by_price", "by_mix")]
    assert sum(parts) + back == CHANGE


def test_its_movers_and_everything_else_add_up_to_the_change(ask):
    for by in ("product", "category", "hour", "weekday", "location", "staff", "customer group"):
        *parts, (name, whole) = table(ask("Why were sales down last week?", f"Why, by {by}?"))

        assert (name, whole) == ("The whole change", CHANGE)
        assert sum(value for _, value in parts) == CHANGE


def test_a_part_that_is_new_or_gone_is_marked(ask):
    rows = dict(table(ask("Why were sales down last week, by product?")))

    assert rows["Soup (none now)"] == -8
    assert rows["Tea"] == Decimal("3.50") - 18


def test_a_question_may_name_the_dimension_in_its_own_words(ask):
    reply = ask("Which products caused the drop last week?")

    assert (reply.intent.shape, reply.intent.by) == ("why", "product")


def test_the_reason_is_asked_of_one_place_product_or_category(ask, shop):
    for question, change in [
        ("Why did tea sales fall last week?", Decimal("3.50") - 18),
        ("Why did North fall last week?", Decimal("3.50") - 23),
        ("Why did bakery sales fall last week?", Decimal(0) - 5),
    ]:
        reply = ask(question)
        net = next(figure for figure in reply.figures.values() if figure.how == "change")
        assert (reply.status, net.value) == ("answered", change), question


def test_it_says_where_the_questions_premise_is_wrong(ask, shop):
    assert "In fact it was a fall." in text(ask("Why were sales up last week?"), shop)
    assert "In fact" not in text(ask("Why were sales down last week?"), shop)


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("Why did the number of orders fall last week?", ["Number of sales: −1", "2 against 3"]),
        ("Why did the average sale fall last week?", ["Average sale: −£6.08", "Items per sale"]),
        ("Why did units sold fall last week?", ["Units sold: −6", "2 against 8"]),
        ("Why were refunds up last week?", ["Refunds: £5.00", "a difference of +£5.00"]),
    ],
)
def test_other_numbers_are_explained_too(ask, shop, question, pieces):
    reply = ask(question)

    said = text(reply, shop)
    assert [piece for piece in pieces if piece not in said] == [], said


def test_number_and_average_of_both_periods_are_told(ask, shop):
    said = text(ask("Why were sales down last week?"), shop)

    assert "Number of sales: 2 against 3 (−33.3 %)." in said
    assert "Average sale: £4.25 against £10.33 (−58.9 %)." in said


def test_days_of_trade_are_told_where_they_differ(ask, shop):
    said = text(ask("Why were sales down last week?"), shop)

    assert "2 days with sales against 3. Less often: Wednesday." in said


def test_notes_of_either_period_are_quoted(ask, shop, in_tenant):
    with in_tenant(shop):
        days = (date(2026, 6, 10), date(2026, 6, 11))
        record_note(
            shop, first_day=days[0], last_day=days[1], text="Oven {{f1}} broken", author="Mo"
        )
        record_note(shop, first_day=NOW.date(), last_day=NOW.date(), text="Sunny")

    said = text(ask("Why were sales down last week?"), shop)

    assert "From your notes of these days:" in said
    assert "“Oven { {f1} } broken” (Mo, 10–11 Jun 2026)" in said
    assert "Sunny" not in said


def test_a_follow_up_keeps_both_periods(ask):
    question = "Compare sales on 8 June with 3 June"
    first, reply = ask(question), ask(question, "Why?")

    assert reply.intent.shape == "why"
    assert (reply.intent.periods, reply.intent.against) == (
        first.intent.periods,
        first.intent.against,
    )


def test_what_it_suggests_is_understood(ask):
    reply = ask("Why were sales down last week?")

    assert len(reply.suggestions) == 2
    for suggestion in reply.suggestions:
        assert ask("Why were sales down last week?", suggestion).intent.by


def test_staff_is_no_explanation_for_those_who_may_not_see_it(ask, shop):
    reply = ask("Why were sales down last week?", role=Role.STAFF)

    asked = {given.dimension for figure in reply.figures.values() for given in figure.query.filters}
    assert "staff" not in asked
    assert not [words for words in reply.suggestions if "staff" in words]


def test_a_usual_change_says_so_first(make_merchant, in_tenant):
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    start = datetime(2026, 6, 8, 9, tzinfo=UTC)
    amounts = [10, 11, 10, 12, 10, 11, 10, 12, 10, 11, 12]
    records = [
        SaleRecord(
            document=str(n),
            occurred_at=start - timedelta(weeks=n),
            lines=[line("Tea", 1, amount)],
        )
        for n, amount in enumerate(amounts)
    ]
    load(merchant, in_tenant, records)

    with in_tenant(merchant):
        reply = answer(merchant, "Why were sales down last week?", now=NOW)
        first, *_ = text(reply, merchant).splitlines()

    assert "That is within your normal range: " in first
    assert first.endswith("of your last 9 changes from week to week were at least as large.")


def test_every_number_is_a_link_to_its_receipt(ask, shop):
    reply = ask("Why were sales down last week?")

    assert to_html(reply, shop).count('<a class="figure') >= len(reply.figures)


def test_its_chips_ask_again_for_a_reason(ask, shop, in_tenant):
    intent = ask("Why were sales down last week?").intent
    with in_tenant(shop):
        bench = bench_for(shop, Speaker("en", "en_GB", clock(NOW, "GB")), Role.OWNER)
        offered = {option.change for menu in chip_menus(intent, bench) for option in menu.options}
        split = changed(intent, "by=category", bench)
        orders = changed(split.but(by=None), "what=sales_count", bench)
        whole = changed(split, "by=", bench)

    assert {"by=customer_group", "what=refunds", "against=before"} <= offered
    assert not {"against=", "what=customers"} & offered
    assert (split.shape, split.by, whole.by) == ("why", "category", None)
    assert (orders.shape, orders.metrics) == ("why", ("sales_count",))


def test_rises_and_falls_are_bars_on_either_side_of_one_line(ask, shop):
    html = to_html(ask("Why were sales down last week, by weekday?"), shop)

    bars = re.findall(r'<rect class="mark-(\w+)" x="([\d.]+)%" y="4" width="([\d.]+)%"', html)
    falls = [float(x) + float(width) for mark, x, width in bars if mark == "less"]
    rises = [float(x) for mark, x, _ in bars if mark == "more"]
    assert falls
    assert max(falls + rises) - min(falls + rises) < 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language):
    speaker = Speaker(language, language, clock())
    english = Speaker("en", "en", clock()).sentences["why"]

    assert english.keys() == speaker.sentences["why"].keys()
    for key, sentence in english.items():
        holes = set(re.findall(r"\{(\w+)\}", sentence))
        assert holes == set(re.findall(r"\{(\w+)\}", speaker.sentences["why"][key])), key


ASKED = {
    "en": "Why were sales down last week?",
    "de": "Warum war der Umsatz letzte Woche niedriger?",
    "fr": "Pourquoi les ventes ont-elles baissé la semaine dernière ?",
    "es": "¿Por qué bajaron las ventas la semana pasada?",
    "it": "Perché la settimana scorsa abbiamo venduto meno?",
    "pl": "Dlaczego w zeszłym tygodniu sprzedaż spadła?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_asked_and_answered_in_every_language(ask, language):
    reply = ask(ASKED[language], language=language)

    assert (reply.status, reply.language, reply.intent.shape) == ("answered", language, "why")
    english = ask(ASKED["en"])
    assert {f.value for f in reply.figures.values()} == {f.value for f in english.figures.values()}


def test_public_holidays_have_names_in_the_readers_language_where_they_are_known():
    first, last = date(2026, 4, 1), date(2026, 4, 30)

    assert [name for _, name in public_days("DE", first, last, "de")] == [
        "Karfreitag",
        "Ostermontag",
    ]
    assert [name for _, name in public_days("DE", first, last, "en")] == [
        "Good Friday",
        "Easter Monday",
    ]
    assert public_days("XX", first, last, "de") == []
