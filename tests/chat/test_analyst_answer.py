"""Answers from real books: the figures to the cent, their words, their period, and what is said instead of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chat.analyst.answer import answer, answer_intent
from chat.analyst.intent import Intent, Told
from chat.render import to_html, to_text
from chat.reply_json import reply_json
from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, RefundRecord, SaleRecord

# Wednesday 17 June 2026, 12:00 in London.
NOW = datetime(2026, 6, 17, 11, tzinfo=UTC)


def line(product, quantity, price, **more):
    return LineRecord(
        product=product, quantity=Decimal(quantity), unit_price=Decimal(price), **more
    )


def at(day, hour):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def who(customer=None, country=""):
    return Circumstances(customer=customer, country=country)


RECORDS = [
    SaleRecord(
        document="1",
        occurred_at=at(1, 9),
        lines=[line("Tea", 2, "3.00")],
        circumstances=who("c1", "France"),
    ),
    SaleRecord(
        document="2",
        occurred_at=at(9, 9),
        lines=[line("Tea", 4, "3.00"), line("<b>Cake</b>", 1, "5.50")],
        circumstances=who("c1", "France"),
    ),
    SaleRecord(
        document="3",
        occurred_at=at(10, 13),
        lines=[line("Tea", 1, "3.00"), line("<b>Cake</b>", 1, "5.50")],
        circumstances=who("c2", "United Kingdom"),
    ),
    SaleRecord(
        document="4",
        occurred_at=at(16, 8),
        lines=[line("Tea", 1, "3.00")],
        circumstances=who(None, "France"),
    ),
    RefundRecord(document="R2", occurred_at=at(11, 9), lines=[line("<b>Cake</b>", 1, "5.50")]),
    SaleRecord(document="5", occurred_at=at(17, 9), lines=[line("Tea", 5, "3.00")]),
    SaleRecord(document="6", occurred_at=at(17, 10), lines=[line("Tea", 1, "3.00")]),
]


@pytest.fixture
def shop(make_merchant, in_tenant):
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    load_records(merchant, feed, RECORDS)
    return merchant


@pytest.fixture
def ask(shop, in_tenant):
    def once(*questions, language="en", now=NOW):
        told, reply = [], None
        with in_tenant(shop):
            for question in questions:
                reply = answer(shop, question, now=now, language=language, history=told)
                is_told = reply.status in {"answered", "partial"}
                told.append(Told(question, reply.intent if is_told else None))
        return reply

    return once


def text(reply, merchant):
    return (
        to_text(reply, merchant).replace("\xa0", " ").replace("\u202f", " ").replace("\u2009", " ")
    )


SAID = [
    ("en", "How much did we sell last week?", ["£20.50", "8–14 Jun 2026"]),
    ("en", "How much did we sell today?", ["£18.00", "so far"]),
    ("en", "How many orders last week?", ["Number of sales", ": 2."]),
    ("en", "What was the refund rate last week?", ["21.2"]),
    ("en", "How much tea did we sell last week?", ["£15.00", "5"]),
    ("en", "Sales by country last week", ["France: £17.50", "United Kingdom: £8.50"]),
    ("en", "What sold best last week?", ["Tea comes first with 5", "<b>Cake</b> with 2"]),
    ("en", "Which day was best last week?", ["9 Jun 2026", "£17.50"]),
    ("en", "What share of last week's sales came from France?", ["85.4", "£17.50", "£20.50"]),
    ("en", "What's bought together most often in June?", ["<b>Cake</b> + Tea", "in 2 sales"]),
    ("en", "biggest order last week", ["£17.50", "number 2", "customer c1"]),
    ("en", "How many new customers last week?", [": 1."]),
    ("en", "How many days in the last 7 days had no sales?", [": 5."]),
    ("en", "average daily sales last week", ["£2.93"]),
    ("en", "what % of last week's sales came in before noon", ["58.5"]),
    ("de", "Wie viel haben wir letzte Woche umgesetzt?", ["20,50 £", "8.–14. Juni 2026"]),
    ("de", "Welches Produkt brachte letzte Woche am meisten Geld?", ["Tea liegt vorn mit 15,00 £"]),
]


@pytest.mark.parametrize(("language", "question", "pieces"), SAID)
def test_an_answer_says_its_figures_and_period(ask, shop, language, question, pieces):
    reply = ask(question, language=language)

    said = text(reply, shop)
    assert reply.status == "answered"
    assert [piece for piece in pieces if piece not in said] == []


def test_a_running_week_is_compared_with_the_same_part_of_the_last(ask):
    reply = ask("How is this week against last week?")

    values = {figure.how: figure.value for figure in reply.figures.values()}
    assert values["measured"] == Decimal("17.50")
    assert [figure.value for figure in reply.figures.values() if figure.how == "change"] == [
        Decimal("3.50")
    ]


def test_follow_ups_reach_back(ask, shop):
    reply = ask("What sold best last week?", "how much revenue was that?")

    assert "£15.00" in text(reply, shop)


def test_the_same_question_in_two_languages_has_the_same_figures(ask):
    english = ask("How much did we sell last week?")
    german = ask("Wie viel haben wir letzte Woche verkauft?", language="de")

    assert [f.value for f in english.figures.values()] == [f.value for f in german.figures.values()]


def test_a_german_question_to_an_english_page_is_answered_in_german(ask):
    assert ask("Wie viele Bestellungen hatten wir letzte Woche?").language == "de"


@pytest.mark.parametrize(
    "question",
    [
        "Who sold the most last week?",
        "What is my margin?",
        "How much did we sell in May 2019?",
        "and what about love?",
    ],
)
def test_a_refusal_shows_no_figure(ask, shop, question):
    reply = ask(question)

    assert (reply.status, dict(reply.figures)) == ("refused", {})
    assert "£" not in text(reply, shop)


def test_a_question_about_days_long_after_the_data_names_the_last_one(ask, shop):
    reply = ask("How much did we sell last week?", now=NOW + timedelta(days=90))

    assert reply.status == "refused"
    assert "17 June 2026" in text(reply, shop)


def test_a_period_that_begins_before_the_data_says_so(ask, shop):
    reply = ask("How much did we sell this year?")

    assert reply.status == "partial"
    assert "1 June 2026" in text(reply, shop)


def test_a_shop_without_sales_is_told_to_bring_a_file(make_merchant, in_tenant):
    merchant = make_merchant()

    with in_tenant(merchant):
        reply = answer(merchant, "How much did we sell yesterday?", now=NOW)

    assert reply.status == "refused"


def test_html_escapes_the_merchants_words_and_links_each_figure(ask, shop):
    reply = ask("What sold best last week?")

    html = to_html(reply, shop)
    assert "<b>Cake" not in html
    assert html.count('<a class="figure"') == len(reply.figures)


def test_a_products_name_cannot_take_a_figures_place(make_merchant, in_tenant):
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    load_records(
        merchant,
        feed,
        [SaleRecord(document="1", occurred_at=at(9, 9), lines=[line("{{f1}} {x}", 1, "2")])],
    )

    with in_tenant(merchant):
        reply = answer(merchant, "What sold best last week?", now=NOW)
        said = to_text(reply, merchant)

    assert said.startswith("{ {f1} } {x} comes first with 1")


def test_every_place_in_the_words_has_its_figure_and_the_other_way_round(ask):
    reply = ask("Top 3 products last week by revenue, with units")

    words = " ".join(
        cell
        for block in reply.blocks
        for cell in (block.text, *(c for row in block.rows for c in row))
    )
    assert all(f"{{{{{name}" in words for name in reply.figures)


def test_as_of_cuts_what_happened_later(ask, shop):
    reply = ask("How much did we sell today?", now=datetime(2026, 6, 17, 9, 30, tzinfo=UTC))

    assert "£15.00" in text(reply, shop)


def test_what_was_left_out_is_said_and_how_sure_it_is(ask, shop):
    reply = ask("Honestly, how much did we sell last week?")

    body = reply_json(reply, shop)
    assert "I left out: “Honestly”." in text(reply, shop)
    assert (body["status"], body["confidence"]) == ("answered", 0.92)


def test_each_choice_answers_by_itself(ask, shop, in_tenant):
    body = reply_json(ask("sales yesterday last week"), shop)

    assert (body["status"], body["confidence"]) == ("clarify", 0.5)
    assert [one["text"][:9] for one in body["choices"]] == ["Net sales", "Net sales"]
    with in_tenant(shop):
        intent = Intent.from_json(body["choices"][1]["intent"])
        chosen = answer_intent(shop, intent, now=NOW, language="en")
    assert "£20.50" in text(chosen, shop)
