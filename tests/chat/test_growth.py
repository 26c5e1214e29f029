"""What grew or fell most: like for like, in money and in percent, new and vanished parts among the rest."""

import pytest

from tests.chat.shops import ask, open_shop, proves, said

ROWS = """
sale 1 2026-04-01T09:00 Tea 10 x 3.00 category=Drinks
sale 2 2026-04-03T09:00 Cake 10 x 4.00 category=Bakery
sale 3 2026-04-04T09:00 Water 1 x 2.00 category=Drinks
sale 4 2026-05-02T09:00 Tea 15 x 3.00 category=Drinks
sale 5 2026-05-03T09:00 Cake 5 x 4.00 category=Bakery
sale 6 2026-05-04T09:00 Water 4 x 2.00 category=Drinks
sale 7 2026-05-05T09:00 Juice 2 x 5.00 category=Drinks
sale 8 2026-06-02T09:00 Tea 2 x 3.00 category=Drinks
"""


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield open_shop(ROWS)


SAID = [
    ("en", "Which product grew most last month?", ["Tea grew most", "+€15.00", "+50 %", "Juice"]),
    ("en", "Which product fell most last month?", ["Cake fell most", "−€20.00", "−50 %"]),
    ("en", "Which category fell most in May compared to April?", ["Bakery fell most"]),
    ("en", "which category grew or fell most in May", ["Drinks changed most", "+€31.00"]),
    ("en", "Which products sold less in May than in April?", ["Cake fell most"]),
    ("en", "Which product grew most in percent in May?", ["Water grew most", "+300 %"]),
    ("de", "Welches Produkt ist im Mai am meisten gewachsen?", ["Tea ist am meisten gewachsen"]),
    ("de", "Welche Kategorie ist letzten Monat gefallen?", ["Bakery ist am meisten gefallen"]),
]


@pytest.mark.parametrize(("language", "question", "pieces"), SAID)
def test_what_moved_most_is_named_with_its_change(shop, language, question, pieces):
    reply = ask(shop, question, language=language)

    text = said(reply, shop)
    assert reply.status == "answered"
    assert [piece for piece in pieces if piece not in text] == []
    assert proves(shop, reply)


def test_a_running_month_stands_against_the_same_part_of_the_last(shop):
    reply = ask(shop, "Which product is falling?")

    # Up to 17 May, not the whole of May.
    assert "−€39.00" in said(reply, shop)
    assert "so far" in said(reply, shop)


def test_nothing_that_grew_is_said(shop):
    assert "Nothing grew" in said(ask(shop, "Which product grew most this month?"), shop)


def test_a_ranking_of_changes_is_cut_by_a_follow_up(shop):
    text = said(ask(shop, "Which product grew most last month?", "and the top 3?"), shop)

    assert [text.index(name) for name in ("Tea", "Juice", "Water")] == sorted(
        text.index(name) for name in ("Tea", "Juice", "Water")
    )


def test_calendar_units_are_not_ranked_by_growth(shop):
    assert ask(shop, "Which weekday grew most in May?").status == "refused"
