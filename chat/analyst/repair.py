"""Mends a question's spelling before it is read: typing errors, endings, compounds, words run together."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chat.analyst.lexicon import Lexicon
from chat.analyst.spelling import Mended, mended
from chat.analyst.text import Token, unshortened
from chat.analyst.vocabulary import Vocabulary

_ALIKE_ENOUGH = 84.0
_SHORTEST_PART = 3


def repair(tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens with unknown words replaced by the known ones they stand for."""
    mended: list[Token] = []
    for token in _joined(tokens, vocabulary):
        mended.extend(_mended(token, lexicon, vocabulary))
    return mended


def _mended(token: Token, lexicon: Lexicon, vocabulary: Vocabulary) -> list[Token]:
    word = token.text
    if token.kind != "word" or lexicon.knows(word) or word in vocabulary.generic_forms:
        return [token]
    if vocabulary.forms(word, lexicon, fuzzy=False) or word.upper() in vocabulary.codes:
        return [token]
    stem = lexicon.stem(word)
    if stem:
        return [replace(token, text=stem)]
    bare = unshortened(word) if lexicon.shortens else word
    if bare != word and (lexicon.knows(bare) or vocabulary.forms(bare, lexicon, fuzzy=False)):
        return [replace(token, text=bare)]
    parts = lexicon.parted(word, vocabulary.words | vocabulary.generic_forms) or _parted_name(
        word, vocabulary, lexicon
    )
    if parts:
        return [replace(token, text=part) for part in parts]
    found = mended(word, lexicon.telling, lexicon.fillers)
    if found is None or _is_likelier_a_name(word, found, vocabulary):
        return [token]
    return [replace(token, text=found.word, cost=found.cost, rivals=found.rivals)]


def _is_likelier_a_name(word: str, found: Mended, vocabulary: Vocabulary) -> bool:
    """Return whether a name of the merchant's is nearer to a word than the language's own nearest word."""
    name = mended(word, vocabulary.words)
    if name is not None:
        return name.cost < found.cost
    return vocabulary.likeness(word) > max(100 - 100 * found.cost, _ALIKE_ENOUGH)


def _parted_name(word: str, vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return the two words of a name run together: "lunchbags"."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        left, right = word[:cut], word[cut:]
        if left not in vocabulary.words:
            continue
        for form in vocabulary.forms(right, lexicon, fuzzy=False):
            if vocabulary.by_word[left] & vocabulary.by_word[form]:
                return left, right
    return None


def _joined(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens with words joined that a name writes as one: "retro spot"."""
    joined: list[Token] = []
    skip = False
    for one, other in pairwise([*tokens, Token("", "end", 0, 0)]):
        if skip:
            skip = False
            continue
        word = one.text + other.text
        is_name = one.kind == other.kind == "word" and word in vocabulary.words
        apart = vocabulary.by_word.get(one.text, set()) & vocabulary.by_word.get(other.text, set())
        skip = is_name and len(vocabulary.by_word[word]) > len(apart)
        joined.append(
            replace(one, text=word, end=other.end, raw=f"{one.raw}{other.raw}") if skip else one
        )
    return joined
