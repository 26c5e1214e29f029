"""A question as tokens: folded words, numbers, clock times, dates; nothing of any one language."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

_PIECES = re.compile(
    r"""
    (?P<elision>(?<!\w)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|dell|nell|all|sull|dall|coll|quell|quest|com|dov|cos|quant|bell|sant)
        ['’`´](?=\s?[^\W\d_]|$))
    |(?P<date>\d{4}-\d{1,2}-\d{1,2}
        |(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![\d.,]|\s?(?:uhr|h\b|[ap]\.?m))|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2}(?!\d))?|\d{1,2}/\d{1,2}(?:/\d{2,4})?)(?!\d)
    |(?P<clock>\d{1,2}\s?h(?:\s?\d{2})?\b|\d{1,2}:\d{2}\s?h\b
        |\d{1,2}(?:[:.]\d{2})?\s?(?:a\.m\.?|p\.m\.?|am\b|pm\b|uhr\b|h\b|heures?\b|horas?\b|o['’]?clock\b)|\d{1,2}:\d{2})
    |(?P<ordinal>\d{1,3}(?:st|nd|rd|th)\b|\d{1,2}(?:ers?|i?[eè]res?|nde?|[eiè]?[eè]mes?|e|è|-?go|-?ego|[ºª°])(?!\w)|\d{1,2}\.(?=\s))
    |(?P<number>\d+(?:[.,]\d+)*)(?!\w)
    |(?P<word>\d*[^\W\d_][\w]*(?:['’`´](?!s\b)[^\W\d_]+)*)
    |(?P<percent>%)
    |(?P<dash>[-–—])
    |(?P<end>[?!;]|\.(?=\s|$))
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "l'année", "dell'anno": words shortened before a vowel; what follows is a word of its own.
_SHORTENED = re.compile(r"(?:[cdjlmnst]|qu|dell|nell|all|sull|dall)(?=[aeiouhy]\w{2})")
# "a-t-on": a sound between verb and pronoun.
_BETWEEN_VOWELS = re.compile(r"-t-(?=(?:ils?|elles?|on)\b)", re.IGNORECASE)
_NO_WORDS = frozenset({"dash", "end", "percent", "elision"})
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "’": "'", "œ": "oe", "Œ": "OE", "æ": "ae", "ø": "o"})
_POSSESSIVE = re.compile(r"(?<=\w)['’`´]s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """One piece of a question; `text` is folded, `kind` says what it looks like.

    cost: how far the text is from what was typed, 0 to 1; rivals: known words as near to it.
    """

    text: str
    kind: str
    start: int
    end: int
    raw: str = ""
    cost: float = 0.0
    rivals: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return text in lower case without accents, so that "Größe" and "grosse" read alike."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def spellings(text: str) -> set[str]:
    """Return the ways a word with umlauts is typed: without them, and with an e after the vowel."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    spelled = lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {fold(lowered), fold(spelled)}


def words_of(text: str) -> list[str]:
    """Return the folded words and numbers of a name, as a question's tokens would read."""
    return [token.text for token in tokenize(text) if token.kind not in _NO_WORDS]


def unshortened(word: str) -> str:
    """Return a word without the article or the like that was run into it: "lannee" is "annee"; itself where none is."""
    return _SHORTENED.sub("", word, count=1) if _SHORTENED.match(word) else word


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text in order; hyphens inside words part them."""
    clean = unicodedata.normalize("NFC", _POSSESSIVE.sub("", _BETWEEN_VOWELS.sub("-", text)))
    found = [_token(match) for match in _PIECES.finditer(clean)]
    return list(_without_hyphens(found, clean))


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "word"
    raw = match.group()
    text = fold(raw)
    if kind == "word":
        text = re.sub(r"['`´_]", "", text)
    elif kind == "elision":
        text = text[:-1] + "'"
    return Token(text, kind, match.start(), match.end(), raw)


def _without_hyphens(tokens: Iterable[Token], text: str) -> Iterable[Token]:
    """Keep a dash only where it may join two ends of a span: around numbers, dates, or with spaces beside it."""
    for token in tokens:
        if token.kind != "dash":
            yield token
            continue
        before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
        if before.isalpha() or after.isalpha():
            continue
        yield replace(token, text="–")
