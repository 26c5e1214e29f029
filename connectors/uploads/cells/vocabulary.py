"""The words by which files in many languages name their columns, mark their rows and write months."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from connectors.uploads.interpreting.fields import Field

WORDS = Path(__file__).parent / "words"
# Languages whose words other languages borrow are asked first where one word has two meanings.
_LETTERS_THAT_STAY = {
    "ß": "ss",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
}
_SHORTEST_PART = 3
# Signs that are part of a word in scripts that are built from marks are kept.
_NO_WORD = re.compile(
    r"[^\w%\u0900-\u0903\u093a-\u094f\u0962\u0963\u0e31-\u0e4e\u0590-\u05c7\u064b-\u065f]+|_"
)
CURRENCIES = frozenset(
    {
        "EUR", "USD", "GBP", "CHF", "PLN", "CZK", "HUF", "RON", "BGN", "SEK", "NOK", "DKK", "ISK",
        "TRY", "RUB", "UAH", "CAD", "AUD", "NZD", "JPY", "CNY", "KRW", "INR", "BRL", "MXN", "ARS",
        "CLP", "COP", "PEN", "ZAR", "NGN", "KES", "EGP", "MAD", "TND", "AED", "SAR", "ILS", "KWD",
        "BHD", "QAR", "SGD", "MYR", "THB", "IDR", "PHP", "VND", "HKD", "TWD", "RSD", "HRK", "LTL",
        "LVL", "EEK", "BAM", "MKD", "GEL", "AMD", "KZT", "AZN", "IRR", "TZS", "UGX",
    }
)  # fmt: skip


@dataclass(frozen=True)
class WordMatch:
    """How well a column's name fits a field: 1 is the word itself."""

    field: Field
    score: float
    word: str


def fold(text: str) -> str:
    """Return text in lower case, without accents and punctuation: what two spellings of a word share."""
    if text.isascii():
        return " ".join(_NO_WORD.sub(" ", text).lower().split())
    text = "".join(_LETTERS_THAT_STAY.get(letter, letter) for letter in text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not _is_accent(letter))
    text = unicodedata.normalize("NFC", text)
    return " ".join(_NO_WORD.sub(" ", text).lower().split())


def _is_accent(letter: str) -> bool:
    # Marks of scripts that are built from them (Thai, Arabic, Hangul) are letters there.
    return unicodedata.combining(letter) > 0 and "\u0300" <= letter <= "\u036f"


def plain(name: str) -> str:
    """Return a column's name as words: `InvoiceNo`, `invoice_no` and `Invoice No.` are the same."""
    return fold(re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z][^\W\d_])", " ", name))


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return {
        file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(WORDS.glob("??.toml"))
    }


@cache
def names() -> dict[str, tuple[Field, ...]]:
    """Return every known column name, folded, with the fields it may stand for."""
    found: dict[str, list[Field]] = defaultdict(list)
    for words in _languages().values():
        for key, spellings in words.items():
            if key not in set(Field) or not isinstance(spellings, list):
                continue
            for spelling in spellings:
                for form in {fold(spelling), plain(spelling)}:
                    if form and Field(key) not in found[form]:
                        found[form].append(Field(key))
    return {word: tuple(fields) for word, fields in found.items()}


@cache
def known_cells() -> dict[str, tuple[str, ...]]:
    """Return every known word of cells, folded, with what it may say of its row, likeliest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for words in _languages().values():
        for kind, spellings in words.get("cells", {}).items():
            for spelling in spellings:
                if kind not in found[fold(spelling)]:
                    found[fold(spelling)].append(kind)
    return {word: tuple(kinds) for word, kinds in found.items() if word}


@cache
def cell_words(kind: str) -> frozenset[str]:
    """Return the words, folded, that cells use for a thing: `refund`, `void`, `totals` and so on."""
    return frozenset(word for word, kinds in known_cells().items() if kind in kinds)


def cell_kinds(text: str) -> tuple[str, ...]:
    """Return what a cell's text may say of its row, likeliest first; empty for words that nobody knows."""
    whole = fold(text)
    known = known_cells()
    if whole in known:
        return known[whole]
    words = whole.split()
    found: list[str] = []
    # The longest known run of words decides: "partially refunded" is not "refunded".
    for size in range(min(len(words) - 1, 4), 0, -1):
        for at in range(len(words) - size + 1):
            part = " ".join(words[at : at + size])
            if len(part) >= _SHORTEST_PART:
                found.extend(kind for kind in known.get(part, ()) if kind not in found)
        if found:
            break
    return tuple(found)


@cache
def name_words(kind: str) -> frozenset[str]:
    """Return the words, folded, by which a column's name says more of it: `invoice`, `closing` or `cents`."""
    return frozenset(
        fold(word)
        for words in _languages().values()
        for word in words.get("names", {}).get(kind, ())
    )


def is_named(name: str, kind: str) -> bool:
    """Return whether a column's name has one of these words."""
    return bool(name_words(kind) & set(plain(name).split()))


@cache
def _totals() -> dict[str, tuple[str, ...]]:
    """The phrases that name totals, by their first word."""
    found: dict[str, list[str]] = defaultdict(list)
    for phrase in cell_words("totals"):
        found[phrase.split()[0]].append(phrase)
    return {first: tuple(phrases) for first, phrases in found.items()}


def totals_in(column: pl.Series) -> list[str]:
    """Return the different texts of a column that begin with a word for a total."""
    if column.dtype != pl.String:
        return []
    firsts = column.str.extract(r"^[^\p{L}]{0,3}(\p{L}[\p{L}\p{M}]+)", 1)
    words = [one for one in firsts.drop_nulls().unique() if fold(one) in _totals()]
    if not words:
        return []
    texts = column.filter(firsts.is_in(words)).unique().to_list()
    return [text for text in texts if _names_a_total(fold(text))]


def _names_a_total(text: str) -> bool:
    return any(f"{text} ".startswith(f"{phrase} ") for phrase in _totals().get(text.split()[0], ()))


@cache
def calendar_words(kind: str, tongue: str = "") -> dict[str, str]:
    """Return folded names with their number, two digits: kind is `months` or `weekdays`.

    Where languages differ, that of `tongue` decides.
    """
    found: dict[str, str] = {}
    own_first = sorted(_languages().items(), key=lambda item: item[0] != tongue)
    for _language, words in own_first:
        for number, spellings in enumerate(words.get(kind, ()), start=1):
            for spelling in spellings:
                found.setdefault(fold(spelling), f"{number:02d}")
    return found


@cache
def calendar_tongues(kind: str) -> dict[str, dict[str, str]]:
    """Return folded names with the number, two digits, that each language which has them gives them."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for language, words in _languages().items():
        for number, spellings in enumerate(words.get(kind, ()), start=1):
            for spelling in spellings:
                found[fold(spelling)].setdefault(language, f"{number:02d}")
    return dict(found)


@cache
def words_of(language: str) -> frozenset[str]:
    """Return the words, folded, by which a language names columns and marks rows."""
    words = _languages().get(language, {})
    lists = [*words.values(), *words.get("cells", {}).values()]
    return frozenset(
        form
        for spellings in lists
        if isinstance(spellings, list)
        for spelling in spellings
        if isinstance(spelling, str)
        for form in (fold(spelling), plain(spelling))
    )


@cache
def clock_words(kind: str) -> frozenset[str]:
    """Return the folded words for the halves of the day: kind is `am` or `pm`."""
    return frozenset(fold(word) for words in _languages().values() for word in words.get(kind, ()))


def is_personal(name: str) -> bool:
    """Return whether a column's name promises names, addresses or numbers of people."""
    return bool(set(plain(name).split()) & cell_words("personal"))


@cache
def match_words(name: str) -> tuple[WordMatch, ...]:
    """Return the fields that a column's name may stand for, best first."""
    known, text = names(), plain(name)
    best: dict[Field, WordMatch] = {}
    whole = text or fold(name)
    # "MwSt" is one word though it looks like two.
    for form in dict.fromkeys((whole, fold(name))):
        for field in known.get(form, ()):
            _keep(best, WordMatch(field, 1.0, form))
    # Units and currencies in a name ("Umsatz €", "Total (EUR)") say nothing of its meaning.
    for form in (whole, fold(name)):
        bare = " ".join(word for word in form.split() if not _is_unit(word))
        for field in known.get(bare, ()) if bare != form else ():
            _keep(best, WordMatch(field, 0.95, bare))
    if not best:
        for form in dict.fromkeys((whole, fold(name))):
            _match_parts(form, known, best)
    return tuple(sorted(best.values(), key=lambda match: -match.score))


def _is_unit(word: str) -> bool:
    return word.upper() in CURRENCIES or bool(re.fullmatch(r"\d*%?", word))


def _match_parts(
    text: str, known: dict[str, tuple[Field, ...]], best: dict[Field, WordMatch]
) -> None:
    tokens = text.split()
    size = max(len(text), 1)
    for length in range(min(len(tokens), 5), 0, -1):
        for at in range(len(tokens) - length + 1):
            part = " ".join(tokens[at : at + length])
            for field in known.get(part, ()) if len(part) >= _SHORTEST_PART else ():
                # What stands last says what a thing is in some languages, what stands first in others.
                at_an_end = 0.05 if at == 0 or at + length == len(tokens) else 0.0
                _keep(best, WordMatch(field, 0.45 + 0.35 * len(part) / size + at_an_end, part))
    for word, fields in known.items():
        # The head of a compound stands at its end; scripts without spaces join words at will.
        is_head = len(word) >= 5 and any(token.endswith(word) for token in tokens)
        if is_head or (not word.isascii() and len(word) >= 2 and " " not in word and word in text):
            for field in fields:
                _keep(best, WordMatch(field, 0.45 + 0.3 * len(word) / size, word))
    for word, similarity, _key in process.extract(
        text, list(known), scorer=fuzz.ratio, score_cutoff=88, limit=3
    ):
        for field in known[word]:
            _keep(best, WordMatch(field, 0.7 * similarity / 100, word))


def _keep(best: dict[Field, WordMatch], match: WordMatch) -> None:
    if match.field not in best or best[match.field].score < match.score:
        best[match.field] = match
