"""Finds a merchant's own words in a question: products, countries, sizes, people, by name or nearly so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chat.analyst.lexicon import Item, Lexicon
from chat.analyst.text import Token
from chat.analyst.vocabulary import PLURALS, Entry, Vocabulary

_LONGEST = 8
_DOMINANT = 0.9
# Words of the language that may still be somebody's whole name: "cash", "delivery", "milk", "large".
_MAY_BE_NAME = ("topic.", "dimension.", "refuse.", "attribute.", "size_word.", "alias.", "filler.")
# Points of a month: words that may be a place's name where no month follows them.
_POINTS = frozenset({"time.start", "time.middle", "time.end"})
_PERIODS = ("month.", "unit.", "time.last", "time.this", "time.middle", "time.start", "time.end")
_ORDER = (
    "category",
    "location",
    "staff",
    "payment_method",
    "channel",
    "country",
    "product",
    "customer",
)


@dataclass(frozen=True)
class Mention:
    """Tokens that name something of the merchant's: `entries` is all they may name, `is_exact` by a whole name."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    is_exact: bool
    is_plural: bool = False
    # One word that is less than half of the only name it stands in: likelier another word by chance.
    is_vague: bool = False
    # A word in it is spelled a little differently than the name is.
    is_near: bool = False

    def of(self, dimension: str) -> "Mention":
        """Return the mention with the entries of one dimension only, itself where it has none of them."""
        own = tuple(entry for entry in self.entries if entry.dimension == dimension)
        return replace(self, entries=own) if own else self


class EntityFinder:
    """Walks over the tokens of one question with one merchant's vocabulary."""

    def __init__(
        self,
        tokens: Sequence[Token],
        items: Sequence[Item],
        vocabulary: Vocabulary,
        lexicon: Lexicon,
    ) -> None:
        """Note which tokens the language knows and which words of the vocabulary each may be."""
        self.tokens = tokens
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.meanings = [frozenset[str]()] * len(tokens)
        for item in items:
            for n in range(item.start, item.end):
                self.meanings[n] = item.meanings
        self.guessed = set[int]()
        self.forms = [self._forms(n) for n in range(len(tokens))]
        self.near = [self._near(n) for n in range(len(tokens))]

    def _forms(self, n: int) -> set[str]:
        token = self.tokens[n]
        if token.kind in {"dash", "percent", "date", "clock", "elision"}:
            return set()
        if self.meanings[n] == {"filler.words"}:
            # A word without weight is in a name only as it is written: "con" is no "cone".
            return {token.text} & self.vocabulary.words
        found = self.vocabulary.forms(token.text, self.lexicon, fuzzy=False)
        if not found and token.kind == "word" and not self.meanings[n]:
            found = self.vocabulary.forms(token.text, self.lexicon, fuzzy=True)
            self.guessed.update({n} if found else ())
        return found | self._sizes(n)

    def _sizes(self, n: int) -> set[str]:
        sizes = {
            m.removeprefix("size_word.").casefold()
            for m in self.meanings[n]
            if m.startswith("size_word.")
        }
        return {size for size in sizes if size in self.vocabulary.words}

    def _near(self, n: int) -> set[str]:
        """Return what a word of the language may be within a name: "color" in "assorted color bird"."""
        token = self.tokens[n]
        return set() if self.forms[n] or token.kind != "word" else self.vocabulary.alike(token.text)

    def find(self) -> list[Mention]:
        """Return the mentions from left to right, the longest at each place; they do not overlap."""
        mentions: list[Mention] = []
        start = 0
        while start < len(self.tokens):
            ends = range(min(len(self.tokens), start + _LONGEST), start, -1)
            mention = next((found for end in ends if (found := self._mention(start, end))), None)
            if mention:
                mentions.append(mention)
            start = mention.end if mention else start + 1
        return mentions

    def _mention(self, start: int, end: int) -> Mention | None:
        first, last = self.forms[start], self.forms[end - 1] or self._is_generic(end - 1)
        if not first or not last:
            return None
        telling = self._telling(start, end)
        if not telling or self._is_repeated(start, end):
            return None
        candidates = set.intersection(*(self._entries(forms) for forms in telling))
        if not candidates:
            return None
        exact = {entry for entry in candidates if self._is_called(entry, telling)}
        if not exact:
            # Half a category's name is a word like any other: "drinks" are more than the cold ones.
            candidates = {entry for entry in candidates if entry.dimension != "category"}
            if not candidates:
                return None
        if len(telling) == 1 and not exact and not self._is_spelled(start, end):
            return None
        if not self._may_name(start, end, exact, len(telling)):
            return None
        text = " ".join(token.text for token in self.tokens[start:end])
        chosen = sorted(exact or candidates, key=lambda entry: (-entry.weight, entry.label))
        plural = self._is_plural(start, end)
        vague = len(telling) == 1 and not exact and not plural and self._is_small_part(chosen[0])
        near = not self.guessed.isdisjoint(range(start, end))
        return Mention(start, end, text, tuple(chosen), bool(exact), plural, vague, near)

    def _is_small_part(self, entry: Entry) -> bool:
        """Return whether one word is less than half of an entry's shortest name."""
        return entry.dimension == "product" and min(map(len, self.vocabulary.names[entry])) > 2

    def _telling(self, start: int, end: int) -> list[set[str]] | None:
        """Return what each telling token of a window may be; None where one is no word of any name."""
        telling: list[set[str]] = []
        for n in range(start, end):
            inside = start < n < end - 1
            if self._is_generic(n) or (inside and self._is_link(n)):
                continue
            forms = self.forms[n] or (self.near[n] if inside else set())
            if not forms:
                return None
            telling.append(forms)
        return telling

    def _is_link(self, n: int) -> bool:
        return self.tokens[n].kind == "elision" or self.tokens[n].text in self.lexicon.links

    def _entries(self, forms: set[str]) -> set[Entry]:
        return set().union(*(self.vocabulary.by_word.get(form, set()) for form in forms))

    def _is_called(self, entry: Entry, telling: list[set[str]]) -> bool:
        """Return whether the tokens are one of the entry's names, whole."""
        return any(
            len(name) == len({min(forms & name) for forms in telling if forms & name})
            and all(forms & name for forms in telling)
            for name in self.vocabulary.names[entry]
        )

    def _is_generic(self, n: int) -> bool:
        return self.tokens[n].text in self.vocabulary.generic_forms

    def _may_name(self, start: int, end: int, exact: set[Entry], telling: int) -> bool:
        """Return whether a window is a name rather than words of the language that happen to stand in one."""
        window = range(start, end)
        if any(
            not self.meanings[n] and not self._is_generic(n) and self.tokens[n].kind == "word"
            for n in window
        ):
            longest = max(len(self.tokens[n].text) for n in window)
            return longest > 2 or (bool(exact) and (longest > 1 or self._is_letter(start)))
        if not exact:
            return False
        if telling > 1:
            return True
        return all(self._is_namelike(n, exact) for n in window)

    def _is_spelled(self, start: int, end: int) -> bool:
        """Return whether a window holds a word of the vocabulary as it is written there, endings aside."""
        return any(
            self.vocabulary.forms(self.tokens[n].text, self.lexicon, fuzzy=False)
            for n in range(start, end)
        )

    def _is_letter(self, n: int) -> bool:
        """Return whether a single letter is a size or the like: written large, or beside the attribute's name."""
        raw = self.tokens[n].raw
        around = [self.meanings[k] for k in (n - 1, n + 1) if 0 <= k < len(self.tokens)]
        return raw.isupper() or any(
            m.startswith("attribute.") for meanings in around for m in meanings
        )

    def _is_namelike(self, n: int, exact: set[Entry]) -> bool:
        meanings = self.meanings[n]
        if self._is_generic(n):
            return True
        if "op.average" in meanings and not self._is_beside_thing(n):
            return False
        if meanings and meanings <= _POINTS:
            return not self._opens_period(n)
        if any(m.startswith("size_word.") for m in meanings):
            return any(entry.dimension.startswith("attribute:") for entry in exact)
        if self.tokens[n].kind != "word" or len(self.tokens[n].text) == 1:
            return self._is_letter(n) and not self.tokens[n].text.isdecimal()
        return all(m.startswith(_MAY_BE_NAME) for m in meanings) and not meanings <= {
            "filler.words"
        }

    def _is_beside_thing(self, n: int) -> bool:
        """Return whether a word stands beside what has a size, so that "media" is no average: "pizza media"."""
        return any(
            self._is_generic(k)
            or (self.forms[k] and not self.meanings[k])
            or any(m.startswith("attribute.") for m in self.meanings[k])
            for k in (n - 1, n + 1)
            if 0 <= k < len(self.tokens)
        )

    def _opens_period(self, n: int) -> bool:
        """Return whether a month or a calendar unit follows a token at once: "Mitte Oktober", "Mitte des Monats"."""
        if n + 1 >= len(self.tokens) or self._is_repeated(n, n + 2):
            return False
        return any(meaning.startswith(_PERIODS) for meaning in self.meanings[n + 1])

    def _is_repeated(self, start: int, end: int) -> bool:
        """Return whether a word stands twice in a row: "in Mitte Mitte Oktober" names the place once."""
        return any(one.text == other.text for one, other in pairwise(self.tokens[start:end]))

    def _is_plural(self, start: int, end: int) -> bool:
        last = next((n for n in range(end - 1, start - 1, -1) if not self._is_generic(n)), end - 1)
        word = self.tokens[last].text
        return word not in self.vocabulary.words and any(
            word.removesuffix(ending) in self.vocabulary.words
            for ending in PLURALS
            if word.endswith(ending)
        )


def settle(mention: Mention, dimension: str | None) -> tuple[Entry, ...] | None:
    """Return the entries that a mention stands for; None where the merchant must say which.

    dimension: a dimension that the question names beside it ("the chicken category").
    """
    narrowed = mention.of(dimension) if dimension else mention
    dimensions = {entry.dimension for entry in narrowed.entries}
    if len(dimensions) > 1:
        first = min(dimensions, key=lambda name: _ORDER.index(name) if name in _ORDER else -1)
        narrowed = narrowed.of(first)
    entries = narrowed.entries
    if narrowed.is_vague:
        return None
    if len(entries) == 1:
        return entries
    labels = {entry.label.casefold() for entry in entries}
    whole = sum(max(entry.weight, 0.0) for entry in entries)
    if whole > 0 and entries[0].weight / whole >= _DOMINANT:
        return entries[:1]
    if len(labels) == 1 or (narrowed.is_plural and not narrowed.is_exact):
        return entries
    return None
