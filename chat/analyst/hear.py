"""Takes a question apart: its phrases, times, names and numbers, and what was not recognised."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from chat.analyst import context
from chat.analyst.entities import EntityFinder, Mention, settle
from chat.analyst.intent import Condition
from chat.analyst.lexicon import Item, Lexicon
from chat.analyst.moments import Clock, When
from chat.analyst.ranking_words import RANKING
from chat.analyst.repair import repair
from chat.analyst.text import Token, tokenize
from chat.analyst.time_reader import Times, number_of
from chat.analyst.vocabulary import Entry, Vocabulary
from chat.analyst.when import read_times

_NO_WORDS = frozenset({"value.percent", "value.dash"})
_NUMBERS = ("value.number", "value.year", "value.date", "value.clock", "value.ordinal")
# Customers and products are rather what is counted.
_WHOLE = frozenset({"category", "country", "staff", "location", "payment_method", "channel"})
_NOUNS = ("dimension.", "unit.", "metric.")
_GENERIC = "dimension.product"
_MOST_LOOSE = 2
_GLUE = frozenset({"filler.words", "op.all_of"})


@dataclass(frozen=True)
class Unsettled:
    """Words that name several things; choices: each of them, and all together."""

    words: str
    choices: tuple[Condition, ...]


@dataclass
class Heard:
    """One question taken apart."""

    items: list[Item]
    times: Times
    tokens: list[Token]
    mentions: dict[int, Mention] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    clarify: Unsettled | None = None
    unknown: list[str] = field(default_factory=list)
    # The places of the words and numbers that nothing explains.
    loose: list[int] = field(default_factory=list)
    # Words for one way of paying or ordering, which name more than the dimension they belong to.
    ways: frozenset[str] = frozenset()
    # The code of the language that it was read in.
    language: str = ""
    # Dimensions of which all is wanted, whatever was said before: "toutes tailles".
    whole: set[str] = field(default_factory=set)

    @cached_property
    def meanings(self) -> frozenset[str]:
        """All that any of its items may mean."""
        return (
            frozenset().union(*(item.meanings for item in self.items))
            if self.items
            else frozenset()
        )

    def raw(self, item: Item) -> str:
        """Return an item as it was typed."""
        typed = " ".join(token.raw or token.text for token in self.tokens[item.start : item.end])
        return typed or item.text

    def says(self, *meanings: str) -> bool:
        """Return whether any item has any of the meanings."""
        return any(meaning in self.meanings for meaning in meanings)

    def places(self, *meanings: str) -> list[int]:
        """Return the places of the items that have any of the meanings."""
        return [n for n, item in enumerate(self.items) if item.has(*meanings)]

    def keys(self, section: str) -> list[str]:
        """Return the keys of a section in the order in which they are said, each once."""
        return list(dict.fromkeys(key for item in self.items for key in item.values(section)))

    def neighbour(self, place: int, step: int) -> int | None:
        """Return the next place before or after one that is not mere glue, None at the end."""
        place += step
        while 0 <= place < len(self.items):
            if not self.items[place].meanings <= _GLUE or not self.items[place].meanings:
                return place
            place += step
        return None

    def of_all(self, place: int) -> bool:
        """Return whether an item is said of all there is: "all sizes", which narrows and splits nothing."""
        if self.says(*RANKING, "ask.which", "op.by", "op.per"):
            return False
        place -= 1
        while place >= 0 and self.items[place].meanings and self.items[place].meanings <= _GLUE:
            if self.items[place].has("op.all_of"):
                return True
            place -= 1
        return False

    @property
    def freed(self) -> frozenset[str]:
        """The dimensions that are said of all there is."""
        places = [n for n in range(len(self.items)) if self.of_all(n)]
        named = {name for n in places for name in self.items[n].values("dimension")}
        attributes = {name for n in places for name in self.items[n].values("attribute")}
        return frozenset(named | {f"attribute:{name}" for name in attributes})

    def follows(self, place: int, *meanings: str) -> bool:
        """Return whether the item before a place, glue left out, has any of the meanings."""
        before = self.neighbour(place, -1)
        return before is not None and self.items[before].has(*meanings)

    @property
    def spans(self) -> list[When]:
        """The spans of days that it names itself, without steps from one to another."""
        return [spot.value for spot in self.times.spots if isinstance(spot.value, When)]


def spelled(question: str, vocabulary: Vocabulary, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a question with its spelling mended."""
    tokens = [token for token in tokenize(question) if token.kind != "end"]
    return repair(tokens, lexicon, vocabulary)


def hear(tokens: Sequence[Token], vocabulary: Vocabulary, clock: Clock, lexicon: Lexicon) -> Heard:
    """Take a question apart with one language's words and one merchant's own."""
    mentions = EntityFinder(tokens, lexicon.tag(tokens), vocabulary, lexicon).find()
    tagged, places = _items(tokens, mentions, vocabulary, lexicon)
    items = context.settle(tagged)
    heard = Heard(items, read_times(items, clock, lexicon), list(tokens), places)
    heard.ways, heard.language = lexicon.ways, lexicon.code
    for place, mention in places.items():
        _settle(heard, place, mention)
    _add_spoken(heard, vocabulary)
    _note_whole(heard)
    heard.loose = _loose(heard)
    heard.unknown += [heard.raw(items[place]) for place in heard.loose]
    heard.unknown += _unjoined(heard)
    return heard


def _unjoined(heard: Heard) -> list[str]:
    """Return mentions of products beside others with nothing to join them: words that are names by chance."""
    places = [
        place for place, one in heard.mentions.items() if one.entries[0].dimension == "product"
    ]
    unjoined: list[str] = []
    for first, second in pairwise(places):
        between = heard.items[first + 1 : second]
        if any(item.has("time.and", "op.or", "op.vs", "op.also") for item in between):
            continue
        pair = (heard.mentions[first], heard.mentions[second])
        loose = [one.text for one in pair if not one.is_exact]
        unjoined += loose or ([one.text for one in pair] if not between else [])
    return unjoined


def _items(
    tokens: Sequence[Token], mentions: Sequence[Mention], vocabulary: Vocabulary, lexicon: Lexicon
) -> tuple[list[Item], dict[int, Mention]]:
    """Tag what lies between the mentions; each mention becomes one item."""
    items: list[Item] = []
    places: dict[int, Mention] = {}
    at = 0
    for mention in [*mentions, None]:
        end = mention.start if mention else len(tokens)
        for item in lexicon.tag(tokens[at:end]):
            meanings = item.meanings
            if not meanings and item.text in vocabulary.generic_forms:
                meanings = frozenset({_GENERIC})
            items.append(Item(item.start + at, item.end + at, meanings, item.text))
        if mention:
            places[len(items)] = mention
            items.append(Item(mention.start, mention.end, frozenset({"entity"}), mention.text))
            at = mention.end
    return items, places


def _settle(heard: Heard, place: int, mention: Mention) -> None:
    """Turn a mention into a condition, or into a question back where several things may be meant."""
    entries = settle(mention, _dimension_beside(heard, place))
    if entries is None:
        all_of_them = [_condition("is", mention.entries)] if len(mention.entries) > 1 else []
        choices = [*all_of_them, *(_condition("is", [entry]) for entry in mention.entries[:5])]
        heard.clarify = heard.clarify or Unsettled(mention.text, tuple(choices))
        return
    excluded = heard.follows(place, "op.outside") or (
        heard.follows(place, "time.after") and heard.says(f"dimension.{entries[0].dimension}")
    )
    condition = _condition("is_not" if excluded else "is", entries)
    for n, other in enumerate(heard.conditions):
        if other.dimension == condition.dimension and other.op == condition.op:
            values, labels = other.values + condition.values, other.labels + condition.labels
            heard.conditions[n] = Condition(other.dimension, other.op, values, labels)
            return
    heard.conditions.append(condition)


def _condition(op: str, entries: Sequence[Entry]) -> Condition:
    labels = tuple(dict.fromkeys(entry.label for entry in entries))
    return Condition(
        entries[0].dimension,
        "is_not" if op == "is_not" else "is",
        tuple(e.value for e in entries),
        labels,
    )


def _dimension_beside(heard: Heard, place: int) -> str | None:
    """Return the dimension named right beside a mention: "category chicken", "size L"."""
    for step in (-1, 1):
        beside = heard.neighbour(place, step)
        if beside is None or beside in heard.mentions:
            continue
        item = heard.items[beside]
        attribute = item.value("attribute")
        if attribute:
            return f"attribute:{attribute}"
        dimension = item.value("dimension")
        # "the lunch bag product" says no more than a name does.
        if dimension and dimension != "product":
            return dimension
    return None


def _add_spoken(heard: Heard, vocabulary: Vocabulary) -> None:
    """Add the conditions that need no name: abroad, no customer known, every Monday, customer 17850."""
    if heard.says("op.missing"):
        heard.conditions.append(Condition("customer", "missing"))
    home = next(
        (
            e
            for e in vocabulary.entries
            if e.dimension == "country" and e.code == vocabulary.country
        ),
        None,
    )
    if home and heard.says("op.abroad", "op.domestic"):
        heard.conditions.append(_condition("is_not" if heard.says("op.abroad") else "is", [home]))
    weekdays = tuple(str(day + 1) for day in heard.times.weekdays)
    if weekdays:
        heard.conditions.append(Condition("weekday", "is", weekdays, weekdays))
    for n, item in enumerate(heard.items):
        if item.has("value.number") and n not in heard.times.used:
            _add_number(heard, vocabulary, n, item)
        elif not item.meanings and item.text.upper() in vocabulary.codes:
            heard.conditions.append(_condition("is", [vocabulary.codes[item.text.upper()]]))
            heard.times.used.add(n)


def _note_whole(heard: Heard) -> None:
    """Note the dimensions that are to be whole again, where nothing is ranked or split by them."""
    if heard.says(*RANKING, "op.by", "op.vs", "op.share", "ask.which", "op.split"):
        return
    for place in heard.places("op.any"):
        noun = heard.items[place + 1] if place + 1 < len(heard.items) else None
        if noun is None:
            continue
        named = [f"attribute:{name}" for name in noun.values("attribute")]
        named += [name for name in noun.values("dimension") if name in _WHOLE]
        heard.whole.update(named)
        heard.times.used.update({place, place + 1} if named else ())


def _add_number(heard: Heard, vocabulary: Vocabulary, n: int, item: Item) -> None:
    after_customer = heard.follows(n, "dimension.customer") or any(
        i.has("dimension.customer") for i in heard.items[max(n - 2, 0) : n]
    )
    if item.text in vocabulary.customers and after_customer:
        heard.conditions.append(Condition("customer", "is", (item.text,), (item.text,)))
        heard.times.used.add(n)
    elif item.text in vocabulary.codes and len(item.text) > 2:
        heard.conditions.append(_condition("is", [vocabulary.codes[item.text]]))
        heard.times.used.add(n)


def _loose(heard: Heard) -> list[int]:
    """Return the places of the words and numbers that nothing explains."""
    return [
        n
        for n, item in enumerate(heard.items)
        if n not in heard.times.used
        and (not item.meanings or (_is_number(item) and not _is_limit(heard, n)))
        and item.text not in _NO_WORDS
    ]


def _is_number(item: Item) -> bool:
    """Return whether an item counts: digits, or a number in words; one and two also are mere articles and "both"."""
    spelled = [int(value) for value in item.values("number")]
    return item.has(*_NUMBERS) or (bool(spelled) and min(spelled) > _MOST_LOOSE)


def _is_limit(heard: Heard, place: int) -> bool:
    """Return whether a number says how many parts of a ranking are wanted, and nothing else."""
    number = number_of(heard.items[place])
    return number is not None and place == limit_place(heard)


def limit_place(heard: Heard) -> int | None:
    """Return the place of the number that limits a ranking: "top 5", "which three products", "5 best"."""
    near = (
        "op.top",
        "op.bottom",
        "op.best",
        "op.worst",
        "op.most",
        "op.least",
        "ask.which",
        "op.bestseller",
        "op.worstseller",
    )
    for place, item in enumerate(heard.items):
        number = number_of(item)
        if (
            number is None
            or place in heard.times.used
            or item.has("value.ordinal")
            or not 1 <= number <= 100
        ):
            continue
        if _counts_ranked(heard, place, (*near, *RANKING)) or any(
            heard.items[k].has(
                *near,
                "op.busiest",
                "op.quietest",
                "op.biggest",
                "metric.biggest_sale",
                "op.together",
            )
            for k in _beside(heard, place)
        ):
            return place
    return None


def _counts_ranked(heard: Heard, place: int, ranking: Sequence[str]) -> bool:
    """Return whether a number right before a noun says how many are ranked: "les 3 produits qui …  le plus"."""
    after = heard.neighbour(place, 1)
    is_noun = after is not None and any(
        m.startswith(_NOUNS) or m == "entity" for m in heard.items[after].meanings
    )
    return is_noun and heard.says(*ranking)


def _beside(heard: Heard, place: int) -> list[int]:
    """Return the places beside one; behind a noun also the next: "los 5 productos más vendidos"."""
    near = [k for step in (-1, 1) if (k := heard.neighbour(place, step)) is not None]
    last = near[-1] if near else place
    is_noun = any(m.startswith(_NOUNS) for m in heard.items[last].meanings)
    further = heard.neighbour(last, 1) if last > place and is_noun else None
    return near if further is None else [*near, further]
