"""What the check shows beside the totals: problems and words with rows, sums and first lines; read in one pass."""

import pytest
from django.test import Client

from connectors.models import UploadState
from connectors.uploads.opening import open_file
from connectors.uploads.tally import MOST_LINES
from tests.connectors.files import RECEIPTS, bring

STATUS = """Receipt,Date,Amount,Currency,Status
1,2026-04-13 10:00,10.00,EUR,Paid
2,2026-04-13 11:00,20.00,EUR,PAID
3,2026-04-14 10:00,30.00,EUR,Refunded
4,2026-04-14 11:00,40.00,USD,Paid
5,2026-04-15 10:00,5.50,EUR,Voided
6,2026-04-15 11:00,7.00,USD,Voided
7,,8.25,EUR,Paid
8,,9.00,USD,Paid
9,2026-04-16 11:00,n/a,EUR,Paid
"""
# The amount stands on each row of its receipt.
PER_RECEIPT = """Order,Date,Item,Qty,Order total,Status
A1,2026-04-13 10:00,Tea,1,12.00,Paid
A1,2026-04-13 10:00,Bun,2,12.00,Paid
A2,2026-04-13 11:00,Tea,1,5.00,Paid
A3,2026-04-14 11:00,Tea,1,9.00,Cancelled
A3,2026-04-14 11:00,Bun,1,9.00,Cancelled
A4,2026-04-15 11:00,Bun,1,4.00,Paid
A5,2026-04-16 11:00,Tea,3,4.00,Paid
A5,2026-04-16 11:00,Bun,1,4.00,Paid
"""
# Day or month first, and whether the tip is inside, are both open.
TWO_QUESTIONS = "Receipt,Date,Amount,Tip\n" + "".join(
    f"{at},{1 + at * 5 % 12:02}/{1 + at * 7 % 11:02}/2025 10:{at % 60:02},{10 + at % 7}.50,{at % 2}.20\n"
    for at in range(400)
)


def by(name, groups):
    return {one[name]: one for one in groups}


def words_of(upload):
    [mark] = upload.outline["marks"]
    return {one["word"]: (one["rows"], one["sums"]) for one in mark["words"]}


def test_words_have_their_rows_and_sums_currencies_apart(merchant):
    upload = bring(merchant, STATUS, loads=False)

    assert words_of(upload) == {
        "paid": (6, {"EUR": "30.00", "USD": "40.00"}),
        "refunded": (1, {"EUR": "30.00"}),
        "voided": (2, {"EUR": "5.50", "USD": "7.00"}),
    }


def test_problems_are_grouped_with_what_they_hold_and_their_first_lines(merchant):
    found = by("code", bring(merchant, STATUS, loads=False).outline["problems"])

    assert found["no_day"] == {
        "code": "no_day",
        "rows": 2,
        "sums": {"EUR": "8.25", "USD": "9.00"},
        "lines": [
            {"line": 8, "raw": "7,,8.25,EUR,Paid"},
            {"line": 9, "raw": "8,,9.00,USD,Paid"},
        ],
    }
    # What is no number holds nothing that anybody knows.
    assert (found["bad_amount"]["rows"], found["bad_amount"]["sums"]) == (1, {})


def test_an_amount_on_each_row_of_its_receipt_is_summed_once(merchant):
    upload = bring(merchant, PER_RECEIPT, loads=False)

    assert words_of(upload) == {"paid": (6, {"EUR": "25.00"}), "cancelled": (2, {"EUR": "9.00"})}
    [void] = upload.outline["left_out_reasons"]
    assert (void["rows"], void["sums"]) == (2, {"EUR": "9.00"})


def test_only_the_first_lines_of_a_problem_are_kept(merchant):
    many = "".join(f"R{at},,{at}.00\n" for at in range(1, 101))
    good = "".join(f"G{at},2026-04-{1 + at % 28:02} 10:00,5.00\n" for at in range(900))

    [problem] = bring(merchant, f"Receipt,Date,Amount\n{good}{many}", loads=False).outline[
        "problems"
    ]

    assert (problem["rows"], problem["sums"]) == (100, {"EUR": "5050.00"})
    assert [one["line"] for one in problem["lines"]] == list(range(902, 902 + MOST_LINES))


def test_the_page_shows_count_sum_and_lines_of_problems_and_words(merchant, make_member):
    client = Client()
    client.force_login(make_member(merchant).user)
    till = bring(merchant, RECEIPTS, loads=False)
    shop = bring(merchant, STATUS, loads=False)

    page, words = (
        client.get(f"/data/upload/{one.public_id}/").content.decode() for one in (till, shop)
    )

    assert "line: no day of sale, €38.00." in page
    assert "line: a total of other lines, €1,110.00." in page
    assert ";10:58;2026-0004;38,00;;Karte;Mia" in page
    assert '<td class="amount" data-label="sum">€5.50, US$7.00</td>' in words


@pytest.fixture
def passes(monkeypatch):
    """Return the sizes of page in which the file was asked for, one for each time that it was read."""
    read, found = open_file.pages, []

    def counted(dialect, **options):
        found.append(options)
        return read(dialect, **options)

    monkeypatch.setattr(open_file, "pages", counted)
    return found


def test_however_many_answers_are_open_the_file_is_read_once_for_all(merchant, passes):
    upload = bring(merchant, TWO_QUESTIONS, loads=False)

    choices = upload.outline["choices"]
    assert upload.state == UploadState.READY
    assert {key: len(found) for key, found in choices.items()} == {"day_order": 2, "in_tip": 2}
    # A sample and all dates, by which it is understood; then all of its rows.
    assert len(passes) == 3
    assert [one["total"]["net"] for one in choices["in_tip"]] == ["5397.00", "5117.00"]
    assert choices["day_order"][0]["total"] == upload.outline["total"]
