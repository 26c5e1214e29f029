"""The words of one language, read from languages/*.toml: which phrase means what.

Settings of a language, all lists of strings, stand in its section [language]:
endings: what may follow a known word ("woche" + "n"). swaps: endings that may stand for each other, "" among them
("prodotto", "prodotti"). joints: what joins the two words of a compound. links: words that may stand inside a name.
day_joins: words between a day and its month. habits: articles that make a weekday any such one ("le samedi"). numbers:
how a number above twenty is made, of {tens}, {ten} (without its last letter) and {one}; ordinals: the same for
"twenty-first", where {one} is an ordinal. teens: tens that are followed by eleven to nineteen. shortens: ["yes"] where
an article is run into the word behind it ("lannee"). manners: ends of words that say how something is done
("honestly"): where nothing knows such a word it is left out, and said so.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from chat.analyst.number_words import compound_ordinals, compounds
from chat.analyst.text import Token, spellings, tokenize, words_of

FOLDER = Path(__file__).parent / "languages"
# A language is there as soon as its two files are: what is understood, and what is said.
LANGUAGES = tuple(sorted(path.name.split(".")[0] for path in FOLDER.glob("*.say.toml")))
_SETTINGS = "language"
_FILLER = "filler.words"
# Phrases with an open first word are found by its first letters; none is shorter.
_OPENING = 3
_SHORTEST_STEM = 4
# Read by name, not as phrases of a question.
_NOT_PHRASES = (_SETTINGS, "alias", "demonym", "value")


@dataclass(frozen=True)
class Phrase:
    """Words in a row and what they mean; a word that is open takes any ending."""

    words: tuple[str, ...]
    meaning: str
    opens: frozenset[int] = frozenset()
    # As the language writes it: "größe" and "große" are told apart where the question has its umlauts.
    spelled: str = ""

    @property
    def letters(self) -> int:
        """How many letters of a question it tells."""
        return sum(map(len, self.words))

    def fits(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether the tokens from `at` on are this phrase."""
        if at + len(self.words) > len(tokens):
            return False
        return all(
            tokens[at + n].text.startswith(word) if n in self.opens else tokens[at + n].text == word
            for n, word in enumerate(self.words)
        )


@dataclass(frozen=True)
class Item:
    """A stretch of tokens and all that it may mean; nothing where no word of the language is known."""

    start: int
    end: int
    meanings: frozenset[str]
    text: str

    def has(self, *meanings: str) -> bool:
        """Return whether any of the meanings is among its own."""
        return any(meaning in self.meanings for meaning in meanings)

    def values(self, section: str) -> list[str]:
        """Return the keys it has in a section, in order of their names."""
        prefix = f"{section}."
        return sorted(
            meaning.removeprefix(prefix) for meaning in self.meanings if meaning.startswith(prefix)
        )

    def value(self, section: str) -> str | None:
        """Return its key in a section, None where it has none."""
        found = self.values(section)
        return found[0] if found else None


class Lexicon:
    """All phrases of a language, found by their first word."""

    def __init__(self, code: str, sections: Mapping[str, Mapping[str, object]]) -> None:
        """Index the phrases of a language file."""
        settings = sections.get(_SETTINGS, {})
        self.code = code
        self.endings = tuple(_strings(settings.get("endings")))
        self.joints = tuple(_strings(settings.get("joints")))
        # Words that may stand inside a name and tell nothing of it.
        self.links = frozenset(_strings(settings.get("links")))
        self.swaps = tuple(sorted(_strings(settings.get("swaps")), key=len, reverse=True))
        self.manners = tuple(_strings(settings.get("manners")))
        self.shortens = bool(settings.get("shortens"))
        self.habits = frozenset(_strings(settings.get("habits")))
        self.day_joins = frozenset(_strings(settings.get("day_joins")))
        self._by_first: dict[str, list[Phrase]] = {}
        self._open_first: dict[str, list[Phrase]] = {}
        self.words: set[str] = set()
        # Single words without weight, and those with some: a word may be both.
        self.fillers: set[str] = set()
        self.telling: set[str] = set()
        self.open_words: dict[str, set[str]] = {}
        self.singles: set[str] = set()
        self.aliases = _groups(sections.get("alias", {}))
        self.demonyms = _lists(sections.get("demonym", {}))
        self.values = _lists(sections.get("value", {}))
        self.ways = frozenset(
            " ".join(words_of(form))
            for words in self.values.values()
            for word in words
            for form in spellings(word)
        )
        self.attributes = _lists(sections.get("attribute", {}))
        for section, entries in sections.items():
            if section not in _NOT_PHRASES:
                for key, text in entries.items():
                    self._add(f"{section}.{key}", str(text))
        for number, text in compounds(sections.get("number", {}), settings).items():
            self._add(f"number.{number}", text)
        spoken = (sections.get("number", {}), sections.get("ordinal", {}), settings)
        for number, text in compound_ordinals(*spoken).items():
            self._add(f"ordinal.{number}", text)

    def _add(self, meaning: str, text: str) -> None:
        for part in text.split(","):
            for spelled in spellings(part.strip()):
                self._index(_phrase(spelled, meaning, part))

    def _index(self, phrase: Phrase) -> None:
        if not phrase.words[0]:
            return
        if 0 in phrase.opens:
            bucket = self._open_first.setdefault(phrase.words[0][:_OPENING], [])
        else:
            bucket = self._by_first.setdefault(phrase.words[0], [])
        if phrase not in bucket:
            bucket.append(phrase)
        self.words.update(word for n, word in enumerate(phrase.words) if n not in phrase.opens)
        for n in phrase.opens:
            self.open_words.setdefault(phrase.words[n][:_OPENING], set()).add(phrase.words[n])
        if len(phrase.words) == 1 and not phrase.opens:
            self.singles.add(phrase.words[0])
            (self.fillers if phrase.meaning == _FILLER else self.telling).add(phrase.words[0])

    def with_phrases(self, phrases: Mapping[str, str], renamed: Mapping[str, str]) -> "Lexicon":
        """Return a copy that also knows these phrases (folded words → meaning), with some meanings renamed."""
        copy = Lexicon(self.code, {})
        copy.__dict__.update(self.__dict__)
        copy._by_first = _renamed(self._by_first, renamed)
        copy._open_first = _renamed(self._open_first, renamed)
        copy.words, copy.singles = set(self.words), set(self.singles)
        copy.telling = set(self.telling)
        for text, meaning in phrases.items():
            copy._index(Phrase(tuple(text.split()), meaning, spelled=text))
        return copy

    def fitting(self, tokens: Sequence[Token], at: int, most: int = 99) -> list[Phrase]:
        """Return all phrases of at most so many words that begin at a token."""
        near = [*self._by_first.get(tokens[at].text, ()), *self._opening(tokens[at].text)]
        return [phrase for phrase in near if len(phrase.words) <= most and phrase.fits(tokens, at)]

    def longest(self, tokens: Sequence[Token], at: int, most: int = 99) -> list[Phrase]:
        """Return the longest phrases of at most so many words that begin at a token; they may mean several things."""
        fitting = self.fitting(tokens, at, most)
        length = max((len(phrase.words) for phrase in fitting), default=0)
        longest = _telling([phrase for phrase in fitting if len(phrase.words) == length])
        raw = " ".join(token.raw.casefold() for token in tokens[at : at + length])
        return [phrase for phrase in longest if phrase.spelled == raw or phrase.opens] or longest

    def _opening(self, word: str) -> list[Phrase]:
        """Return the phrases with an open first word that may begin with this one."""
        return self._open_first.get(word[:_OPENING], [])

    def _chosen(self, tokens: Sequence[Token], at: int) -> list[Phrase]:
        """Return the phrases at a token, shorter where a longer one would lose its beginning to them."""
        phrases = self.longest(tokens, at)
        length = len(phrases[0].words) if phrases else 1
        for inside in range(1, length):
            later = self.longest(tokens, at + inside)
            if later and len(later[0].words) > length:
                return self.longest(tokens, at, inside)
        return phrases

    def says(self, text: str, *meanings: str) -> bool:
        """Return whether one of the words of a phrase has one of the meanings by itself."""
        return any(
            phrase.meaning in meanings and len(phrase.words) == 1
            for word in text.split()
            for phrase in self._by_first.get(word, ())
        )

    def knows(self, word: str) -> bool:
        """Return whether a word stands in any phrase."""
        parts = self.open_words.get(word[:_OPENING], ())
        return word in self.words or any(word.startswith(part) for part in parts)

    def stem(self, word: str) -> str | None:
        """Return the known word that this is an inflection of, None where there is none."""
        for ending in self.endings:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 2 and stem in self.singles:
                return stem
        return next((form for form in self.swapped(word) if form in self.singles), None)

    def swapped(self, word: str) -> Iterator[str]:
        """Yield the words that differ from this one by their ending only, the longest stem first."""
        for ending in self.swaps:
            stem = word.removesuffix(ending)
            if (stem != word or not ending) and len(stem) >= _SHORTEST_STEM:
                yield from (stem + other for other in self.swaps if other != ending)

    def parted(self, word: str, also: frozenset[str] = frozenset()) -> tuple[str, str] | None:
        """Return the two known words of a compound such as "oktoberumsatz", None where it is none."""
        if not self.joints or len(word) < 8:
            return None
        for cut in range(len(word) - 3, 2, -1):
            right = word[cut:]
            if right not in self.singles and right not in also:
                continue
            for joint in ("", *self.joints):
                left = word[:cut].removesuffix(joint) if joint else word[:cut]
                if (
                    len(left) > 2
                    and (left in self.singles or left in also)
                    and (joint == "" or left != word[:cut])
                ):
                    return left, right
        return None

    def tag(self, tokens: Sequence[Token]) -> list[Item]:
        """Return the tokens grouped into phrases, each with its meanings."""
        return list(self._tagged(tokens))

    def _tagged(self, tokens: Sequence[Token]) -> Iterator[Item]:
        at = 0
        while at < len(tokens):
            phrases = self._chosen(tokens, at)
            end = at + (len(phrases[0].words) if phrases else 1)
            meanings = {phrase.meaning for phrase in phrases} | _looks(
                tokens[at] if end == at + 1 else None
            )
            yield Item(
                at, end, frozenset(meanings), " ".join(token.text for token in tokens[at:end])
            )
            at = end


def _renamed(
    index: Mapping[str, list[Phrase]], names: Mapping[str, str]
) -> dict[str, list[Phrase]]:
    """Return a copy of an index with some meanings renamed."""
    return {
        first: [replace(one, meaning=names.get(one.meaning, one.meaning)) for one in bucket]
        for first, bucket in index.items()
    }


def _telling(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the phrases that tell most: whole words before open ones, and of these the ones with most letters."""
    whole = [phrase for phrase in phrases if not phrase.opens]
    if any(not phrase.meaning.startswith("filler.") for phrase in whole):
        return whole
    letters = max((phrase.letters for phrase in phrases if phrase.opens), default=0)
    return whole + [phrase for phrase in phrases if phrase.opens and phrase.letters == letters]


def _phrase(spelled: str, meaning: str, part: str) -> Phrase:
    """Return a phrase of a language file; a star behind a word opens it."""
    stars, plain = set[int](), ""
    for letter in spelled:
        if letter == "*":
            stars.add(len(plain))
        else:
            plain += letter
    tokens = [token for token in tokenize(plain) if token.kind != "end"]
    opens = {
        n for n, token in enumerate(tokens) if token.end in stars and len(token.text) >= _OPENING
    }
    typed = " ".join(t.raw for t in tokenize(part.strip().casefold()) if t.kind != "end")
    words = tuple(token.text for token in tokens) or (plain.strip(),)
    return Phrase(words, meaning, frozenset(opens), typed)


def _looks(token: Token | None) -> set[str]:
    """Return what a token means by its looks: a number, a year, a date, a time of day."""
    if token is None or token.kind == "word":
        return set()
    if token.kind == "elision":
        return {_FILLER}
    if (
        token.kind == "number"
        and token.text.isdecimal()
        and len(token.text) == 4
        and "1990" <= token.text <= "2099"
    ):
        return {"value.year", "value.number"}
    return {f"value.{token.kind}"}


def _lists(entries: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return the entries of a section with their words apart."""
    return {
        key: tuple(part.strip() for part in str(text).split(",")) for key, text in entries.items()
    }


def _groups(entries: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """Return, for each word of a group, all folded words of the group."""
    groups: dict[str, frozenset[str]] = {}
    for words in _lists(entries).values():
        group = frozenset(form for word in words for form in spellings(word))
        groups |= dict.fromkeys(group, group)
    return groups


def _strings(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []


@lru_cache(maxsize=16)
def lexicon(code: str) -> Lexicon:
    """Return the lexicon of a language, read once."""
    return Lexicon(code, tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8")))
