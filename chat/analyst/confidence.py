"""How sure the analyst is of what it understood: one score, worked out from everything it had to doubt.

Each doubt takes its part of the whole: a score of 1 is multiplied by (1 - weight) for each. From SURE on a question is
answered; from LEAST on it is answered too, and what was mended is said; below it the analyst asks back or refuses.

| doubt | weight | why |
|---|---|---|
| spelling | half its distance from the known word, at most 0.15 | "yesterady" can hardly be anything else |
| name | 0.05 | a name of the merchant's that is said in part, or spelled a little differently |
| period | 0.03 | none was named; the one taken is said |
| manner, courtesy | 0.08 | a word that says how, or a polite one of another language: left out, and said so |
| several | 0.50 | two readings are as likely: it asks which |
| unused | 0.65 | a word that means something, and the answer would not take it up |
| unknown | 0.70 | a word or number that nothing explains: it may be a product or a filter, so it is never ignored |
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from chat.analyst.hear import Heard
from chat.analyst.intent import Clarify, Intent, Refusal
from chat.analyst.lexicon import LANGUAGES, Lexicon, lexicon

SURE = 0.8
LEAST = 0.5
_WEIGHTS = {
    "name": 0.05,
    "period": 0.03,
    "manner": 0.08,
    "courtesy": 0.08,
    "several": 0.5,
    "unused": 0.65,
    "unknown": 0.7,
}
# Fewer letters make no word that says how: "ally", "rally".
_SHORTEST_MANNER = 7
# A word without weight in so many other languages is polite or a mere particle in this one too.
_LANGUAGES_AGREE = 2


@dataclass(frozen=True)
class Doubt:
    """One thing that makes a reading less sure: its kind, the words it is about, what it weighs."""

    kind: str
    words: str
    weight: float


def score(doubts: Iterable[Doubt]) -> float:
    """Return the confidence that so many doubts leave, 0 to 1, with two decimals."""
    return round(prod(1 - doubt.weight for doubt in doubts), 2)


def harmless(word: str, language: Lexicon) -> str:
    """Return the kind of a word that cannot change a figure though no phrase holds it; "" for all that might."""
    if len(word) >= _SHORTEST_MANNER and word.endswith(language.manners or ("\0",)):
        return "manner"
    others = [code for code in LANGUAGES if code != language.code]
    agreeing = sum(word in lexicon(code).fillers for code in others)
    return "courtesy" if agreeing >= _LANGUAGES_AGREE else ""


def doubts_of(
    heard: Heard, left_out: Sequence[Doubt], meant: Intent | Refusal | Clarify
) -> list[Doubt]:
    """Return all that is doubtful about a question as it was heard and understood."""
    doubts = [*_spelled(heard), *left_out]
    doubts += [
        _doubt("name", mention.text)
        for mention in heard.mentions.values()
        if mention.is_near or not mention.is_exact
    ]
    doubts += [_doubt("unknown", word) for word in heard.unknown]
    if isinstance(meant, Refusal) and meant.reason == "unknown":
        doubts += [_doubt("unused", word) for word in meant.words if word not in heard.unknown]
        if not doubts:
            doubts.append(_doubt("unused", ""))
    elif isinstance(meant, Clarify):
        doubts.append(_doubt("several", meant.words))
    elif isinstance(meant, Intent) and meant.assumed:
        doubts.append(_doubt("period", ""))
    return doubts


def left_out(heard: Heard, language: Lexicon) -> list[Doubt]:
    """Return the words that nothing explains and that cannot change a figure, and take them from the unknown ones."""
    found: list[Doubt] = []
    for place in heard.loose:
        item = heard.items[place]
        kind = harmless(item.text, language)
        if kind:
            word = heard.raw(item)
            heard.unknown.remove(word)
            found.append(_doubt(kind, word))
    return found


def mended_words(heard: Heard) -> tuple[tuple[str, str], ...]:
    """Return the misspelled words, each with the known one that it was read as."""
    return tuple((token.raw, token.text) for token in heard.tokens if token.cost)


def _spelled(heard: Heard) -> list[Doubt]:
    return [
        Doubt("spelling", token.raw, min(token.cost / 2, 0.15))
        for token in heard.tokens
        if token.cost
    ]


def _doubt(kind: str, words: str) -> Doubt:
    return Doubt(kind, words, _WEIGHTS[kind])
