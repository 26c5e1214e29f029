"""What words of states, kinds and flags say of their rows, in many languages; what nobody knows is asked."""

import pytest

from connectors.uploads.interpreting.reading import RowMeaning, Said
from tests.connectors.uploads.understanding.tables import fields, keys, read, words


def rows(*marked, negative=(), beside=""):
    """Return twenty receipts that bear the words in turn; those of `negative` have amounts below zero."""
    written = []
    for at in range(20):
        word = marked[at % len(marked)]
        sign = "-" if word in negative else ""
        cells = f"2026-04-{at + 1:02d} 10:{at:02d} | {1000 + at} | {sign}{5 + at}.50"
        written.append(f"{cells} | {word}{beside}")
    return written


def meant(name, *marked, negative=()):
    reading = read(f"Date | Receipt | Amount | {name}", *rows(*marked, negative=negative))
    return list(words(reading, name).values()), keys(reading)


@pytest.mark.parametrize(
    ("column", "sale", "word", "meaning"),
    [
        ("Status", "paid", "cancelled", "void"),
        ("Status", "completed", "failed", "void"),
        ("Status", "bezahlt", "storniert", "void"),
        ("État", "payé", "annulé", "void"),
        ("Estado", "pagado", "anulado", "void"),
        ("Stato", "pagato", "annullato", "void"),
        ("Status", "opłacone", "anulowane", "void"),
        ("Stav", "zaplaceno", "zrušeno", "void"),
        ("Status", "betaald", "geannuleerd", "void"),
        ("Type", "Payment", "Payout", "payout"),
        ("Typ", "Verkauf", "Auszahlung", "payout"),
        ("Type", "Vente", "Virement", "payout"),
        ("Vorgang", "Verkauf", "Einkauf", "purchase"),
        ("Type", "Charge", "Stripe fee", "fee"),
    ],
)
def test_words_that_are_no_sale(column, sale, word, meaning):
    negative = (word,) if meaning in ("payout", "purchase", "fee") else ()

    found, asked = meant(column, *[sale] * 4, word, negative=negative)

    assert sorted(found) == sorted(["sale", meaning])
    assert asked == []


@pytest.mark.parametrize(
    ("column", "sale", "refund"),
    [
        ("Type", "Sale", "Refund"),
        ("Typ", "Verkauf", "Gutschrift"),
        ("Type", "Vente", "Remboursement"),
        ("Tipo", "Venta", "Devolución"),
        ("Tipo", "Vendita", "Rimborso"),
        ("Typ", "Sprzedaż", "Zwrot"),
        ("種類", "売上", "返金"),
    ],
)
@pytest.mark.parametrize("is_negative", [True, False])
def test_refunds_as_rows_of_their_own(column, sale, refund, is_negative):
    negative = (refund,) if is_negative else ()

    found, asked = meant(column, *[sale] * 4, refund, negative=negative)

    assert (sorted(found), asked) == (["refund", "sale"], [])


@pytest.mark.parametrize("word", ["refunded", "erstattet", "remboursé", "reembolsado"])
def test_a_sale_that_was_refunded_is_asked_about_where_nothing_says_how_much(word):
    reading = read("Date | Receipt | Amount | Status", *rows(*["paid"] * 4, word))

    [question] = reading.questions
    assert question.key.startswith("mark:Status:")
    assert {"sale", "void", "refund", "sale_and_refund"} == {key for key, _text in question.choices}
    [read_as] = [one for one in words(reading, "Status").values() if one != "sale"]
    # What is shown before any answer is the first choice.
    assert question.choices[0][0] == read_as


def test_a_refunded_sale_stays_a_sale_where_a_column_says_how_much():
    reading = read(
        "Date | Receipt | Amount | Refunded amount | Status",
        *[
            f"2026-04-{at + 1:02d} 10:00 | {1000 + at} | {5 + at}.50 | {'2.00' if at % 5 == 0 else ''} "
            f"| {'refunded' if at % 5 == 0 else 'paid'}"
            for at in range(20)
        ],
    )

    assert set(words(reading, "Status").values()) == {"sale"}
    assert keys(reading) == []


def test_a_word_that_nobody_knows_is_asked_about_and_the_most_frequent_one_is_a_sale():
    reading = read("Date | Receipt | Amount | Status", *rows(*["xyzzy"] * 9, "qwfp"))

    assert keys(reading) == ["mark:Status:qwfp"]
    assert words(reading, "Status")["xyzzy"] == "sale"


@pytest.mark.parametrize("meaning", RowMeaning)
def test_what_the_merchant_says_of_a_word_counts(meaning):
    said = Said(marks={"Status": {"qwfp": meaning.value}})

    reading = read("Date | Receipt | Amount | Status", *rows(*["paid"] * 4, "qwfp"), said=said)

    assert words(reading, "Status")["qwfp"] == meaning.value
    assert keys(reading) == []


def test_an_answer_about_a_word_counts_like_a_correction():
    said = Said(answers={"mark:Status:qwfp": "void"})

    reading = read("Date | Receipt | Amount | Status", *rows(*["paid"] * 4, "qwfp"), said=said)

    assert (words(reading, "Status")["qwfp"], keys(reading)) == ("void", [])


@pytest.mark.parametrize("yes", ["Yes", "Ja", "oui", "true", "1", "x"])
def test_a_flag_of_cancelled_sales(yes):
    others = {"1": "0", "true": "false", "x": ""}.get(yes, "")

    reading = read("Date | Receipt | Amount | Voided", *rows(*[others] * 4, yes))

    assert fields(reading)["Voided"] == "voided"
    assert words(reading, "Voided")[yes.lower()] == "void"
    assert keys(reading) == []


@pytest.mark.parametrize(("yes", "no"), [("X", "0"), ("1", "0"), ("oui", "non")])
@pytest.mark.parametrize("name", ["Annulée", "Facture annulée?"])
def test_yes_and_no_are_no_numbers_of_receipts_nor_amounts(name, yes, no):
    # Below the table stands a title, in the first column.
    reading = read(
        f"{name} | Receipt | Date | Amount",
        *[f"{no} | {1000 + at} | 2026-05-0{at} 10:00 | {at}.50" for at in range(1, 9)],
        f"{yes} | 1009 | 2026-05-09 10:00 | 9.50",
        "Export 2026 | | | ",
    )

    assert fields(reading)[name] == "voided"
    found = words(reading, name)
    assert (found[yes.lower()], found[no], found["export 2026"]) == ("void", "sale", "void")
    assert keys(reading) == []


def test_the_date_of_a_cancellation_cancels():
    reading = read(
        "Date | Receipt | Amount | Cancelled at", *rows("", "", "", "", "2026-05-01 10:00")
    )

    [mark] = reading.marks
    assert mark.any_text == RowMeaning.VOID
    assert fields(reading)["Date"] == "occurred_at"


def test_the_kind_of_a_thing_is_no_kind_of_row():
    reading = read("Date | Receipt | Amount | Type", *rows("Espresso", "Filter", "Latte", "Mokka"))

    assert reading.marks == ()
    assert keys(reading) == []


def test_an_unknown_language_asks_about_the_words_that_may_say_what_a_row_is():
    reading = read("Qaxi | Blumq | Total | Zzu", *rows(*["abc"] * 9, "xyq"))

    assert [key for key in keys(reading) if key.startswith("mark:Zzu:")]


def test_tips_and_discounts_on_lines_of_their_own_are_no_goods():
    goods = ["Tea", "Cake", "Discount", "Tip"]
    amounts = {"Tea": "2.50", "Cake": "4.20", "Discount": "-0.50", "Tip": "1.00"}
    table = [
        f"2026-04-{at // 4 + 1:02d} | {1000 + at // 4} | {goods[at % 4]} | {amounts[goods[at % 4]]}"
        for at in range(40)
    ]

    found = words(read("Date | Receipt | Item | Amount", *table), "Item")

    assert found == {"discount": "discount", "tip": "tip"}


@pytest.mark.parametrize("column", ["Refunded", "Return"])
def test_a_flag_of_refunds_on_amounts_above_zero_is_asked_about(column):
    """The row may be the sale that was paid back, or the money that went back."""
    reading = read(f"Date | Receipt | Amount | {column}", *rows(*["No"] * 5, "Yes"))

    assert keys(reading) == [f"mark:{column}:yes"]


def test_a_flag_of_refunds_on_amounts_below_zero_marks_refunds():
    reading = read(
        "Date | Receipt | Amount | Refunded", *rows(*["No"] * 5, "Yes", negative=("Yes",))
    )

    assert (words(reading, "Refunded")["yes"], keys(reading)) == ("refund", [])


@pytest.mark.parametrize("answer", ["sale", "void", "refund"])
def test_an_answer_counts_though_rows_look_repeated(answer):
    """A reversal under its sale's number has the sale's amount: only the merchant knows what it is."""
    table = [
        f"2026-04-{at // 2 + 1:02d} 10:00 | {1000 + at // 2} | {10 + at // 2}.50 "
        f"| {'Storno' if at % 6 == 1 else 'Verkauf'}"
        for at in range(28)
    ]

    said = Said(answers={"mark:Type:storno": answer})
    reading = read("Date | Receipt | Amount | Type", *table, said=said)

    assert words(reading, "Type")["storno"] == answer
