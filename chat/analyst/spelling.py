"""Typing errors: which known word an unknown one most likely is, and how far it is from it.

The errors of fingers are cheaper than those that make another word: two letters changed about, one left out or struck
twice, a key beside the right one. A short word is mended only where one of these alone parts it from a known one.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

_ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
_COSTS = {"turned": 0.1, "doubled": 0.1, "missing": 0.15, "beside": 0.2, "added": 0.2, "other": 0.3}
# Errors that a short word may have: others turn one short word into another, "sake" into "sale".
_IN_SHORT = frozenset({"turned", "doubled", "missing"})
_CERTAIN = frozenset({"turned", "doubled"})
_SHORTEST, _SHORT, _LONG = 4, 5, 7
_ALIKE = 84.0
_CLOSE = 0.05


@dataclass(frozen=True)
class Mended:
    """A known word that an unknown one may be; cost: 0 is the same word, 1 another one. rivals: others as near."""

    word: str
    cost: float
    rivals: tuple[str, ...] = ()


def mended(
    word: str, known: Collection[str], weightless: Collection[str] = frozenset()
) -> Mended | None:
    """Return the known word that a misspelled one stands for, None where none is near enough.

    weightless: known words that tell nothing. To be taken for one of these is to be ignored, so only letters that are
    changed about or struck twice are forgiven: "bitter" is not "bitte".
    """
    found = sorted({(cost, other) for other, cost in _near(word, known)})
    found += [
        (_COSTS[kind], other)
        for other in (weightless if not found and len(word) >= _SHORTEST else ())
        if (kind := error(word, other)) in _CERTAIN
    ]
    if not found:
        return None
    cost, best = found[0]
    rivals = tuple(other for price, other in found[1:] if price - cost < _CLOSE)
    return Mended(best, cost, rivals)


def _near(word: str, known: Collection[str]) -> Iterator[tuple[str, float]]:
    if len(word) < _SHORTEST or not word.isalpha():
        return
    one_off = process.extract(word, known, scorer=OSA.distance, score_cutoff=1, limit=8)
    for other, _, _ in one_off:
        kind = error(word, other) if len(other) >= _SHORTEST else ""
        if kind and _may_be(kind, word, other):
            yield other, _COSTS[kind]
    if len(word) > _SHORT:
        like = [one for one in known if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
        alike = process.extract(word, like, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        yield from (
            (other, (100 - likeness) / 50)
            for other, likeness, _ in alike
            if OSA.distance(word, other) > 1
        )


def _may_be(kind: str, word: str, other: str) -> bool:
    """Return whether an error is likely in a word of this length; a wrong first letter is not, unless changed about."""
    if other[0] != word[0] and kind != "turned":
        return False
    return len(word) >= (_LONG if kind == "other" else _SHORT + 1) or kind in _IN_SHORT


def error(word: str, other: str) -> str:
    """Return the name of the one error that parts two words, "" where they are more than one apart."""
    if len(word) == len(other):
        wrong = [n for n, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
        if len(wrong) == 1:
            return "beside" if _are_beside(word[wrong[0]], other[wrong[0]]) else "other"
        first, second = wrong[0], wrong[-1]
        swapped = word[first] == other[second] and word[second] == other[first]
        return "turned" if len(wrong) == 2 and second == first + 1 and swapped else ""
    if abs(len(word) - len(other)) != 1:
        return ""
    short, long = sorted((word, other), key=len)
    place = next((n for n in range(len(short)) if short[n] != long[n]), len(short))
    if short[place:] != long[place + 1 :]:
        return ""
    neighbours = long[max(place - 1, 0) : place] + long[place + 1 : place + 2]
    if long[place] in neighbours:
        return "doubled"
    return "missing" if long == other else "added"


def _are_beside(one: str, other: str) -> bool:
    """Return whether two letters lie side by side on a keyboard, whichever of Y and Z is where."""
    return other in _around(one) or _turned(other) in _around(_turned(one))


def _turned(letter: str) -> str:
    return {"y": "z", "z": "y"}.get(letter, letter)


def _around(letter: str) -> str:
    """Return the letters around one on a German keyboard."""
    for n, row in enumerate(_ROWS):
        if letter in row:
            place = row.index(letter)
            near = _ROWS[max(n - 1, 0) : n + 2]
            return "".join(one[max(place - 1, 0) : place + 2] for one in near)
    return ""
