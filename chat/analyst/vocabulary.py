"""A merchant's own words: what they sell, to whom, where; found in a question however it is spelled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from chat.analyst.lexicon import LANGUAGES, Lexicon, lexicon
from chat.analyst.named_days import official_names
from chat.analyst.text import fold, words_of

# A word in more than this part of all product names is what the merchant calls a product: "pizza".
_GENERIC_PART = 0.5
_FEWEST_FOR_GENERIC = 5
_ALIKE = 82.0
_SOMEWHAT = 76.0
_SHORTEST_ALIKE = 5
_SHORTEST = 3
PLURALS = ("s", "es", "n", "en", "e", "er", "ies")


@dataclass(frozen=True)
class Entry:
    """One value of a dimension.

    value: the key that filters by it; label: how it is shown; weight: its gross sales; others: further names, in
    every language; code: a country's ISO code.
    """

    dimension: str
    value: str
    label: str
    weight: float = 0.0
    others: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All that a merchant's questions can be about, as of one watermark.

    has: keys of metrics and dimensions that the data can answer ("tips", "customer", "attribute:size").
    """

    entries: tuple[Entry, ...] = ()
    has: frozenset[str] = frozenset()
    currency: str = "EUR"
    country: str = ""
    first_day: date | None = None
    last_day: date | None = None
    codes: dict[str, Entry] = field(default_factory=dict)
    customers: frozenset[str] = frozenset()
    # The languages' words with this merchant's own beside them, made when first needed.
    lexicons: dict[str, Lexicon] = field(default_factory=dict, compare=False, repr=False)

    def lexicon(self, code: str) -> Lexicon:
        """Return a language's words with the merchant's holidays and attributes among them."""
        if code not in self.lexicons:
            self.lexicons[code] = self._own(lexicon(code))
        return self.lexicons[code]

    def _own(self, general: Lexicon) -> Lexicon:
        phrases: dict[str, str] = {}
        if self.first_day and self.last_day:
            years = tuple(range(self.first_day.year, self.last_day.year + 2))
            names = official_names(self.country, years)
            phrases = {
                name: f"named.{key}"
                for name, key in names.items()
                if " " in name or not general.knows(name)
            }
        renamed: dict[str, str] = {}
        for name in self.attributes:
            phrases[" ".join(words_of(name))] = f"attribute.{name}"
            for canonical, words in general.attributes.items():
                if fold(name) in {canonical, *(fold(word) for word in words)}:
                    renamed[f"attribute.{canonical}"] = f"attribute.{name}"
        return general.with_phrases(phrases, renamed)

    @cached_property
    def empty(self) -> frozenset[str]:
        """Words that tell nothing of a name, in any language."""
        return frozenset().union(*(lexicon(code).links for code in LANGUAGES))

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words that stand for any product, because most names hold them."""
        names = [
            set(words_of(entry.label)) for entry in self.entries if entry.dimension == "product"
        ]
        if len(names) < _FEWEST_FOR_GENERIC:
            return frozenset()
        counts: dict[str, int] = {}
        for name in names:
            for word in name - self.empty:
                counts[word] = counts.get(word, 0) + 1
        return frozenset(
            word for word, count in counts.items() if count > _GENERIC_PART * len(names)
        )

    def content(self, text: str) -> tuple[str, ...]:
        """Return the words of a name that tell it apart."""
        words = words_of(text)
        telling = tuple(
            word for word in words if word not in self.empty and word not in self.generic
        )
        return telling or tuple(words)

    @cached_property
    def names(self) -> dict[Entry, list[frozenset[str]]]:
        """The telling words of each entry, of its label and of its other names."""
        return {
            entry: [
                frozenset(self.content(text))
                for text in (entry.label, *entry.others)
                if text.strip()
            ]
            for entry in self.entries
        }

    @cached_property
    def by_word(self) -> dict[str, set[Entry]]:
        """The entries whose names hold a word; generic words lead nowhere."""
        index: dict[str, set[Entry]] = {}
        for entry, names in self.names.items():
            for name in names:
                for word in name:
                    index.setdefault(word, set()).add(entry)
        return index

    @cached_property
    def by_name(self) -> dict[frozenset[str], list[Entry]]:
        """The entries that are called exactly so."""
        index: dict[frozenset[str], list[Entry]] = {}
        for entry, names in self.names.items():
            for name in names:
                bucket = index.setdefault(name, [])
                if entry not in bucket:
                    bucket.append(entry)
        return index

    @cached_property
    def words(self) -> frozenset[str]:
        """All telling words of all names."""
        return frozenset(self.by_word)

    @cached_property
    def generic_forms(self) -> frozenset[str]:
        """The generic words with their plurals."""
        stems = {word[:-1] for word in self.generic if word.endswith(("a", "e"))}
        forms = {word + ending for word in self.generic for ending in PLURALS}
        bent = {
            form
            for code in LANGUAGES
            for word in self.generic
            for form in lexicon(code).swapped(word)
        }
        return frozenset(
            self.generic
            | forms
            | bent
            | {stem + ending for stem in stems for ending in ("en", "e", "as", "es")}
        )

    def forms(self, word: str, language: Lexicon, *, fuzzy: bool) -> set[str]:
        """Return the words of the vocabulary that a word of a question may be."""
        aliases = language.aliases.get(word, frozenset()) & self.words
        if word not in self.words and aliases:
            return set(aliases)
        if len(word) < _SHORTEST:
            return {word} & self.words
        endings = (*PLURALS, *language.endings)
        stems = {
            word.removesuffix(ending)
            for ending in endings
            if len(word.removesuffix(ending)) >= _SHORTEST
        }
        near = {stem for stem in stems if stem in self.words} | {
            word + end for end in endings if word + end in self.words
        }
        near |= {word} & self.words
        near = near or {form for form in language.swapped(word) if form in self.words}
        if near or not fuzzy:
            return near
        return self.alike(word)

    def alike(self, word: str) -> set[str]:
        """Return the words spelled nearly like this one."""
        if len(word) < _SHORTEST_ALIKE:
            return set()
        near = [
            known
            for known in self.words
            if known[0] == word[0] and abs(len(known) - len(word)) <= 3 and len(known) > 3
        ]
        found = process.extract(word, near, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        best = max((score for _, score, _ in found), default=0.0)
        if not found:
            return {known for known in near if known.startswith(word)}
        return {known for known, score, _ in found if score >= best - 3}

    def likeness(self, word: str) -> float:
        """Return how alike the nearest word is, 0 to 100."""
        if len(word) < _SHORTEST_ALIKE:
            return 0.0
        near = [
            known
            for known in self.words
            if known[0] == word[0] and abs(len(known) - len(word)) <= 3
        ]
        found = process.extract(word, near, scorer=fuzz.ratio, limit=1)
        return found[0][1] if found else 0.0

    def somewhat_like(self, word: str, limit: int = 5) -> tuple[Entry, ...]:
        """Return products with a word in their name that is somewhat like this one, though not enough to be it."""
        folded = fold(word)
        if len(folded) < _SHORTEST_ALIKE or not folded.isalpha():
            return ()
        near = [known for known in self.words if known[0] == folded[0] and known.isalpha()]
        found = process.extract(folded, near, scorer=fuzz.ratio, score_cutoff=_SOMEWHAT, limit=3)
        entries = {
            entry
            for known, _, _ in found
            for entry in self.by_word[known]
            if entry.dimension == "product"
        }
        return tuple(sorted(entries, key=lambda entry: (-entry.weight, entry.label))[:limit])

    def suggestions(self, words: Iterable[str], limit: int = 3) -> tuple[str, ...]:
        """Return labels of products whose names look like these words."""
        text = fold(" ".join(words))
        labels = {
            entry.label: fold(entry.label) for entry in self.entries if entry.dimension == "product"
        }
        found = process.extract(
            text, labels, scorer=fuzz.token_set_ratio, score_cutoff=60, limit=limit
        )
        return tuple(label for _, _, label in found)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The names of the merchant's own attributes: size, colour, milk."""
        return tuple(
            sorted(
                key.removeprefix("attribute:") for key in self.has if key.startswith("attribute:")
            )
        )
