"""Card numbers are found in any writing, and numbers of goods, accounts and orders are left alone."""

import random
import re
from itertools import pairwise

import pytest

from edge.telemetry.cards import cut_cards, passes_luhn
from edge.telemetry.redact import redact

BRANDS = [
    *(
        ("4", 16),
        ("4", 19),
        ("51", 16),
        ("55", 16),
        ("2221", 16),
        ("2720", 16),
        ("34", 15),
        ("37", 15),
    ),
    *(
        ("36", 14),
        ("38", 14),
        ("300", 14),
        ("3528", 16),
        ("3589", 16),
        ("6011", 16),
        ("644", 16),
        ("65", 16),
    ),
    *(
        ("62", 16),
        ("62", 19),
        ("6759", 16),
        ("5018", 16),
        ("6304", 19),
        ("2200", 16),
        ("9792", 16),
        ("8171", 16),
    ),
]
AROUND = [
    *(
        "{}",
        "paid with {}",
        "note: {} exp 12/28",
        '"{}"',
        "card={}&x=1",
        ";{}=25121011000012345678?",
        "({})",
        "#{}",
    ),
    *(
        "%B{}^DOE/J^2512",
        '{{"pan":"{}"}}',
        "<pan>{}</pan>",
        "Karte {}, danke",
        "{}.",
        "{} 12/28 123",
        "PAN{}",
        "{}.0",
    ),
    *("2026-01-03 {}", "ref 4711 {}", "{},12.50", "a{}b", "pan:{};cvv 123"),
]
GAPS = [" ", "-", ".", "_", "/", "  ", "\u00a0", "\u202f"]


def card_number(chance):
    begin, length = chance.choice(BRANDS)
    rest = "".join(chance.choices("0123456789", k=length - 1 - len(begin)))
    return next(begin + rest + last for last in "0123456789" if passes_luhn(begin + rest + last))


def written(number, chance):
    if chance.random() < 0.4:
        return number
    cuts = (4, 10) if len(number) < 16 else (4, 8, 12, 16)
    edges = [0, *(cut for cut in cuts if cut < len(number)), len(number)]
    return chance.choice(GAPS).join(number[a:b] for a, b in pairwise(edges))


def article(chance, length=13):
    digits = chance.choices(range(10), k=length - 1)
    total = sum(
        digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return "".join(map(str, digits)) + str(-total % 10)


def account(chance):
    country, length = chance.choice(
        [("DE", 18), ("BE", 12), ("AT", 16), ("ES", 20), ("PL", 24), ("PT", 21)]
    )
    number = "".join(chance.choices("0123456789", k=length))
    whole = int(number + "".join(str(int(one, 36)) for one in country) + "00")
    text = f"{country}{98 - whole % 97:02}{number}"
    return (
        text
        if chance.random() < 0.5
        else " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    )


OTHERS = [
    article,
    lambda chance: article(chance, 8),
    lambda chance: article(chance, 12),
    lambda chance: article(chance, 14),
    account,
    lambda chance: f"2026-{chance.randrange(99_999):05}-{chance.randrange(10**8):08}",
    lambda chance: str(1_700_000_000_000 + chance.randrange(10**11)),
    lambda chance: f"2026{chance.randrange(10**10):010}",
    lambda chance: f"+49 {chance.randrange(100, 999)} {chance.randrange(10**8)}",
    lambda chance: f"#{chance.randrange(10**6)}",
    lambda chance: f"ORD-{chance.randrange(10**10)}",
    lambda chance: repr(chance.random() * 100),
    lambda chance: str(13_000_000_000_000 + chance.randrange(10**9)),
    lambda chance: (
        f"0{chance.randrange(1, 13)}/{chance.randrange(10, 29)}/2026 10:22:33 {chance.randrange(10**5)}"
    ),
]


def test_of_ten_thousand_card_numbers_in_any_writing_none_is_left():
    chance = random.Random(7)
    left = []
    for _ in range(10_000):
        number = card_number(chance)
        cut = cut_cards(chance.choice(AROUND).format(written(number, chance)))
        if f"[card …{number[-4:]}]" not in cut or number[:-4] in re.sub(r"[^0-9]", "", cut):
            left.append(cut)

    assert len(left) <= 10


def test_of_a_hundred_thousand_other_numbers_hardly_one_is_taken_for_a_card():
    chance = random.Random(8)
    taken = sum("[card" in cut_cards(chance.choice(OTHERS)(chance)) for _ in range(100_000))

    assert taken <= 100


@pytest.mark.parametrize(
    "text",
    [
        "EAN 4006381333931",
        "0.4111111111111111",
        "41111111111111111111111",
        "+4111111111111111",
        "4111111111111112",
        "2026-01-01 08:26:00",
    ],
)
def test_what_is_no_card_number_stays(text):
    assert cut_cards(text) == text


def test_a_short_number_needs_a_word_that_says_card():
    assert cut_cards("4222222222222") == "4222222222222"
    assert cut_cards("Visa 4222222222222") == "Visa [card …2222]"


def test_a_number_behind_a_comma_is_no_fraction():
    assert cut_cards("tea,5,4111111111111111,zz") == "tea,5,[card …1111],zz"


def test_two_numbers_side_by_side_are_both_cut():
    assert cut_cards("4111 1111 1111 1111 5555 5555 5555 4444") == "[card …1111] [card …4444]"


def test_what_goes_to_logs_and_models_is_cut_too():
    assert redact("4111-1111-1111-1111, a@b.example") == "[card …1111], [e-mail]"
