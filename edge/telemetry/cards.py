"""What is a card number: issuer's prefix, length, check digit, and what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# One sign between groups of digits, or two blanks; read as Latin-1, blanks of UTF-8 are two or three signs.
_GAP = "(?:\u00c2\u00a0|\u00e2\u0080[\u0087\u0089\u0093\u00af]|  |[ ._/\\-\u00a0\u2007\u2009\u202f\u2011\u2013])"
_RUN = re.compile(rf"[0-9](?:{_GAP}?[0-9]){{12,}}")
_GROUP = re.compile(r"[0-9]+")
# Which numbers begin so, and how long they are: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay,
# Maestro, RuPay, Mir, Troy, Uzcard, Humo, Elo, Hipercard.
_ISSUERS = (
    (re.compile(r"4"), frozenset({16, 18, 19})),
    (re.compile(r"5[1-5]"), frozenset({16})),
    (re.compile(r"222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), frozenset({16})),
    (re.compile(r"3[47]"), frozenset({15})),
    (re.compile(r"30[0-5]|3095|3[689]"), frozenset({14, 16, 17, 18, 19})),
    (re.compile(r"352[89]|35[3-8]"), frozenset({16, 17, 18, 19})),
    (re.compile(r"2131|1800"), frozenset({15})),
    (re.compile(r"60|64[4-9]|65"), frozenset({16, 17, 18, 19})),
    (re.compile(r"62|81[0-7]|82"), frozenset({16, 17, 18, 19})),
    (re.compile(r"50|5[6-8]|63|67"), frozenset({16, 17, 18, 19})),
    (re.compile(r"220[0-4]"), frozenset({16, 17, 18, 19})),
    (re.compile(r"9792|8600|9860|3841"), frozenset({16})),
)
# Lengths that goods and orders have too: a card only where it is grouped as one, or a word says so.
_SHORT = (
    (re.compile(r"4"), frozenset({13})),
    (re.compile(r"5018|5020|5038|5893|6304|6759|676[1-3]"), frozenset({13, 14, 15})),
)
_SHAPES = frozenset(
    {
        (4, 6, 5),
        (4, 6, 4),
        (4, 3, 3, 3),
        (4, 4, 5),
        (8, 8),
        (4, 12),
        (12, 4),
        (6, 10),
        (6, 13),
        (6, 6, 4),
        (5, 5, 6),
    }
)
_CARD_WORD = re.compile(
    r"card|karte|carte|carta|tarjeta|cartão|cartao|kart|visa|master|maestro|amex|pan\b|paid|credit|debit|kredit|bezahlt",
    re.IGNORECASE,
)
_ARTICLE_WORD = re.compile(
    r"\b(?:ean|gtin|upc|isbn|imei|iban|sku|barcode|strichcode)\W{0,4}$", re.IGNORECASE
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_NO_CARD_AFTER = re.compile(r"[0-9]\.$|\+$")
_COUNTRY = re.compile(r"[A-Z]{2}[0-9]")
_FIRST = frozenset("12345689")
_NEAR = 40


@dataclass(frozen=True)
class Card:
    """Where a card number stands in a text. is_plain: its digits stand together, as those of other numbers do."""

    start: int
    end: int
    is_plain: bool


def passes_luhn(digits: str) -> bool:
    """Return whether the digits end in the check digit of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@cache
def is_issued(prefix: str, length: int) -> bool:
    """Return whether card numbers of that length begin with these four digits."""
    return any(length in lengths and begins.match(prefix) for begins, lengths in _ISSUERS)


@cache
def _lengths(prefix: str) -> frozenset[int]:
    """Return how long card numbers may be that begin with these four digits, short ones too."""
    return frozenset().union(
        *(lengths for begins, lengths in (*_ISSUERS, *_SHORT) if begins.match(prefix))
    )


def find_cards(text: str, start: int = 0, end: int | None = None) -> Iterator[Card]:
    """Yield the card numbers in a text, or in a part of it, in its order."""
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        groups = [one.span() for one in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            last = _card_from(text, groups, at)
            for inner in range(at + 1, last):
                # A number before it may make it begin too early by chance: what could be one is cut to its end.
                last = max(last, _card_from(text, groups, inner))
            if last:
                yield Card(groups[at][0], groups[last - 1][1], last - at == 1)
                at = last
            else:
                at += 1


def _card_from(text: str, groups: list[tuple[int, int]], at: int) -> int:
    """Return up to which group a card number goes that begins with this one; 0 where none does."""
    if _is_single_card(text, *groups[at]):
        return at + 1
    digits, shape, found = "", [], 0
    lengths: frozenset[int] | None = None
    for end in range(at, min(at + 19, len(groups))):
        start, stop = groups[end]
        # The first sign of most numbers tells that they are none.
        digits += text[start : min(stop, start + 20)]
        shape.append(stop - start)
        if len(digits) > 19 or digits[0] not in _FIRST:
            break
        if lengths is None and len(digits) >= 4:
            lengths = _lengths(digits[:4])
            if not lengths:
                break
        if (
            lengths
            and len(digits) in lengths
            and len(shape) > 1
            and _is_grouped_card(digits, shape)
        ):
            gaps = {text[groups[n][1] : groups[n + 1][0]] for n in range(at, end)}
            if len(gaps) == 1 and not _is_iban(text, groups[at][0], stop):
                # A longer number may begin with what passes for a shorter one.
                found = end + 1
    return found


def _is_single_card(text: str, start: int, end: int) -> bool:
    length = end - start
    if not 13 <= length <= 19:
        return False
    digits = text[start:end]
    before = text[max(start - _NEAR, 0) : start]
    issued = is_issued(digits[:4], length)
    if not issued and any(length in lengths and begins.match(digits) for begins, lengths in _SHORT):
        after = text[end : end + _NEAR]
        issued = bool(_CARD_WORD.search(before) or _CARD_WORD.search(after))
    if not issued or not passes_luhn(digits):
        return False
    # The digits behind a point are a fraction, and a number behind a plus is a phone; a comma parts cells as well.
    if _NO_CARD_AFTER.search(before) or _ARTICLE_WORD.search(before):
        return False
    return not _is_iban(text, start, end)


def _is_grouped_card(digits: str, shape: list[int]) -> bool:
    is_even = len(set(shape[:-1])) == 1 and shape[-1] <= shape[0] and (shape[0] in (1, 2, 4))
    if not is_even and tuple(shape) not in _SHAPES:
        return False
    length = len(digits)
    issued = is_issued(digits[:4], length) or any(
        length in lengths and begins.match(digits) for begins, lengths in _SHORT
    )
    return issued and passes_luhn(digits)


def _is_iban(text: str, start: int, end: int) -> bool:
    """Tell whether the digits belong to the number of a bank account, whose check digits come first."""
    first = max(start - _NEAR, 0)
    if not _COUNTRY.search(text, first, start + 1):
        return False
    for found in _IBAN.finditer(text, first, min(end + _NEAR, len(text))):
        if (
            found.start() <= start
            and end <= found.end()
            and _passes_mod_97(found.group(), end - found.start())
        ):
            return True
    return False


def _passes_mod_97(found: str, least: int) -> bool:
    """Tell whether the text begins with a bank account's number that is at least so long: a word may follow it."""
    for end in range(len(found), least - 1, -1):
        plain = found[:end].replace(" ", "")
        number = "".join(str(int(one, 36)) for one in plain[4:] + plain[:4])
        if int(number) % 97 == 1:
            return True
    return False


def cut_cards(text: str) -> str:
    """Return the text with card numbers cut to their last four digits; for text that is about to be stored."""
    parts, at = [], 0
    for card in find_cards(text):
        digits = "".join(_GROUP.findall(text[card.start : card.end]))
        parts += [text[at : card.start], f"[card …{digits[-4:]}]"]
        at = card.end
    return "".join([*parts, text[at:]]) if parts else text
