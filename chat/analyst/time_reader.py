"""Walks over a tagged question and keeps the times that a grammar finds in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chat.analyst.clock_times import Hours
from chat.analyst.lexicon import Item, Lexicon
from chat.analyst.moments import Clock, Step, When, add_months, end_of

# One letter for each kind of item, so that a grammar is a list of patterns; the first meaning an item has wins.
_CODES = (
    ("time.between", "b"),
    ("value.date", "D"),
    ("value.clock", "C"),
    ("clock.12", "C"),
    ("clock.24", "C"),
    ("value.year", "y"),
    ("time.today", "T"),
    ("time.yesterday", "Y"),
    ("time.before_yesterday", "Z"),
    ("time.tomorrow", "J"),
    ("time.at_hour", "@"),
    ("time.from_hour", "}"),
    ("time.until_hour", "{"),
    ("time.year_ago", "R"),
    ("time.quarter_ago", "R"),
    ("time.month_ago", "R"),
    ("time.week_ago", "R"),
    ("time.day_ago", "R"),
    ("time.to_date", "I"),
    ("time.quarter_to_date", "I"),
    ("time.month_to_date", "I"),
    ("time.week_to_date", "I"),
    ("time.ever", "V"),
    ("time.before_last", "Q"),
    ("time.this", "H"),
    ("time.last", "L"),
    ("time.next", "X"),
    ("time.ago_before", "a"),
    ("time.ago", "A"),
    ("time.prior", "B"),
    ("time.same", "s"),
    ("time.so_far", "f"),
    ("time.start", "K"),
    ("time.middle", "m"),
    ("time.end", "e"),
    ("time.since", "S"),
    ("time.onward", "S"),
    ("time.from", "F"),
    ("time.until", "t"),
    ("time.to", "i"),
    ("time.and", "&"),
    ("time.after", ">"),
    ("week_number.prefix", "w"),
    ("value.ordinal", "O"),
    ("value.number", "N"),
)
_SECTIONS = (
    ("month", "M"),
    ("weekday", "W"),
    ("weekdays", "P"),
    ("unit", "U"),
    ("quarter", "q"),
    ("half", "h"),
    ("named", "E"),
    ("part_phrase", "g"),
    ("part", "G"),
    ("ordinal", "O"),
    ("number", "N"),
)
# Before a part of the day these make a bare number a time: "from 2 in the afternoon", "a las 2 de la tarde".
_BEFORE_HOURS = frozenset("@}{Ftib&>BSaC")
_YEAR_BEHIND = re.compile(r"(?:(?<=[MEqh])|(?<=OU|EU|UE|UN|wN|MU))([LH]U|U[LH])")
_YEAR_BEFORE = re.compile(r"(?<![SFb}])([LH]U|U[LH])i?(W?[NO]M|M[NO]|[MEqh]|OU|wN)(?![ti&U])")
# Behind these "to" joins two ends of a span; elsewhere it is mere glue: "a maggio", "to last week".
_ENDS = frozenset("NOMDCWUEqhyTYZLPHRIfGA")
# Spans that recur each year.
_OF_A_YEAR = frozenset({"day", "month", "quarter"})
_LIMITING = (
    "op.top",
    "op.bottom",
    "op.best",
    "op.worst",
    "op.biggest",
    "ask.which",
    "op.most",
    "op.least",
)


@dataclass(frozen=True)
class Spot:
    """A span, or a step to one, and the places it was read from.

    against: a comparing word stands before it. is_joined: it follows another one directly, or with "and".
    """

    value: When | Step
    start: int
    end: int
    against: bool = False
    is_joined: bool = False


@dataclass
class Times:
    """What a question says about time."""

    spots: list[Spot] = field(default_factory=list)
    hours: Hours | None = None
    weekdays: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    is_future: bool = False


def code_of(item: Item, before: Item | None) -> str:
    """Return the letter of an item: "_" for glue that patterns look through, "x" for what they do not."""
    if item.has("entity"):
        return "x"
    for section, letter in _SECTIONS:
        if any(meaning.startswith(f"{section}.") for meaning in item.meanings):
            limiting = letter == "N" and before is not None and before.has(*_LIMITING)
            return "x" if limiting else letter
    for meaning, letter in _CODES:
        if meaning in item.meanings:
            limiting = letter == "N" and before is not None and before.has(*_LIMITING)
            return "x" if limiting else letter
    if item.has("op.vs"):
        return "v"
    if item.has("op.previous_default"):
        return "p"
    return "_" if item.has("filler.words", "op.how_much", "op.how_many") else "x"


class TimeReader:
    """Walks over the items of one question."""

    def __init__(self, items: Sequence[Item], clock: Clock, lexicon: Lexicon) -> None:
        """Turn the items into letters, glue left out."""
        self.items = list(items)
        self.clock = clock
        self.lexicon = lexicon
        self._tell_halves_of_the_day()
        codes = self._letters()
        self.at = [n for n, code in enumerate(codes) if code != "_"]
        self.codes = "".join(codes[n] for n in self.at)
        self.changes = any(item.has("op.change", "op.up", "op.down") for item in items)
        self.times = Times()
        self.years = self._spoken_years()

    def _letters(self) -> list[str]:
        codes: list[str] = []
        before = ""
        for n, item in enumerate(self.items):
            code = code_of(item, self.items[n - 1] if n else None)
            codes.append("_" if code == "i" and before not in _ENDS else code)
            before = before if codes[-1] == "_" else code
        return codes

    def _tell_halves_of_the_day(self) -> None:
        """Turn a bare hour before a part of the day into a time: "at 8 in the evening", "a las 2 de la tarde"."""
        codes = self._letters()
        at = [n for n, code in enumerate(codes) if code != "_"]
        for before, place, part in zip([-1, *at], at, at[1:], strict=False):
            opens = before >= 0 and codes[before] in _BEFORE_HOURS
            if codes[part] != "G" or not (codes[place] == "C" or (codes[place] == "N" and opens)):
                continue
            item, key = self.items[place], self.items[part].value("part") or ""
            hour, minute = re.match(r"(\d+)(?:\D(\d\d))?", item.text), 0
            number = number_of(item) if hour is None else int(hour[1])
            if not number or number > 12:
                continue
            minute = int(hour[2] or 0) if hour else 0
            half = "a" if int(key.split("-")[1]) <= 12 else "p"
            told = f"{number}:{minute:02d}{half}"
            self.items[place] = Item(item.start, item.end, frozenset({"value.clock"}), told)
            self.items[part] = replace(self.items[part], meanings=frozenset({"filler.words"}))

    def read(self, grammar: "Grammar") -> Times:
        """Return all times of the question; the grammar's first pattern that fits at a place wins."""
        position = 0
        while position < len(self.codes):
            position = self._step(position, grammar)
        self._join()
        return self.times

    def _step(self, position: int, grammar: "Grammar") -> int:
        for pattern, action in grammar:
            match = pattern.match(self.codes, position)
            if match and match.end() > position and action(self, match):
                self.times.used.update(self.at[n] for n in range(match.start(), match.end()))
                return match.end()
        return position + 1

    def says(self, *meanings: str) -> bool:
        """Return whether any item has any of the meanings."""
        return any(item.has(*meanings) for item in self.items)

    def item(self, match: re.Match[str], letter: str, nth: int = 0) -> Item:
        """Return the nth item of a letter within a match."""
        places = [n for n in range(match.start(), match.end()) if self.codes[n] in letter]
        return self.items[self.at[places[nth]]]

    def number(self, match: re.Match[str], nth: int = 0) -> int:
        """Return the nth number of a match, spelled in digits or words."""
        return number_of(self.item(match, "NO", nth)) or 0

    def unit(self, match: re.Match[str], nth: int = 0) -> str:
        """Return the nth calendar unit of a match."""
        return self.item(match, "U", nth).value("unit") or "day"

    def month(self, match: re.Match[str]) -> When | None:
        """Return the month of a match, by its name or as the last or running one."""
        if "M" in match.group():
            return self.clock.month(
                int(self.item(match, "M").value("month") or 0), self.year(match)
            )
        items = (self.items[self.at[n]] for n in range(match.start(), match.end()))
        is_month = any(item.has("unit.month") for item in items)
        return self.clock.unit("month", 1 if "L" in match.group()[1:] else 0) if is_month else None

    def year(self, match: re.Match[str]) -> int | None:
        """Return the year within a match, None where there is none."""
        if "y" not in match.group():
            return None
        place = match.start() + match.group().index("y")
        return self.years.get(place) or int(self.items[self.at[place]].text)

    def _spoken_years(self) -> dict[int, int]:
        """Turn "last year" and "this year" beside a month, quarter or named day into that year, behind it."""
        years: dict[int, int] = {}
        for match in self._anywhere(_YEAR_BEFORE):
            if self.item(match, "U").has("unit.year"):
                self._put_behind(match)
        for match in self._anywhere(_YEAR_BEHIND):
            place = match.start(1)
            if self.items[self.at[place + match[1].index("U")]].has("unit.year"):
                years[place] = self.clock.today.year - ("L" in match[1])
                self.codes = f"{self.codes[:place]}y_{self.codes[match.end() :]}"
                self.times.used.update(self.at[n] for n in range(place, match.end()))
        return years

    def _anywhere(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what fits at any place, though the letters change on the way."""
        for place in range(len(self.codes)):
            match = pattern.match(self.codes, place)
            if match:
                yield match

    def _put_behind(self, match: re.Match[str]) -> None:
        """Move what a match's first group holds behind its second."""
        start, middle, end = match.start(1), match.end(1), match.end(2)
        self.codes = f"{self.codes[:start]}{match[2]}{match[1]}{self.codes[end:]}"
        self.at[start:end] = [*self.at[match.start(2) : end], *self.at[start:middle]]

    def touching(self, position: int) -> bool:
        """Return whether an item and the next are neighbours, or parted only by a word that joins day and month."""
        between = self.items[self.at[position] + 1 : self.at[position + 1]]
        return all(item.text in self.lexicon.day_joins for item in between)

    def adjoins(self, position: int) -> bool:
        """Return whether an item and the next are neighbours with nothing between them."""
        return self.at[position + 1] == self.at[position] + 1

    def add(self, value: When | Step | None, match: re.Match[str]) -> bool:
        """Keep a span that was read; one that lies ahead is noted as such."""
        if value is None:
            return False
        if isinstance(value, When):
            cut = self.clock.cut(value)
            if cut is None:
                self.times.is_future = True
                return True
            value = cut
        before = self.codes[match.start() - 1] if match.start() else ""
        last = self.times.spots[-1].end if self.times.spots else -1
        is_joined = before == "&" or last == match.start()
        self.times.spots.append(Spot(value, match.start(), match.end(), before == "v", is_joined))
        return True

    def _join(self) -> None:
        """Join two spans into one where words such as "from … to" or "since" say so."""
        spots, joined = self.times.spots, list[Spot]()
        position = 0
        while position < len(spots):
            spot = spots[position]
            after = spots[position + 1] if position + 1 < len(spots) else None
            both = after and self._span(spot, after)
            joined.append(both or self._since(spots[position]))
            position += 2 if both else 1
        self.times.spots = joined

    def _span(self, one: Spot, other: Spot) -> Spot | None:
        between = self.codes[one.end : other.start]
        before = self.codes[one.start - 1] if one.start else ""
        is_span = between in {"t", "i"} or (between == "&" and before == "b")
        if not is_span or not (isinstance(one.value, When) and isinstance(other.value, When)):
            return None
        has_year = ["y" in self.codes[spot.start : spot.end] for spot in (one, other)]
        first, last = one.value, other.value
        if all(re.search("[MqEh]", self.codes[spot.start : spot.end]) for spot in (one, other)):
            first, last = _of_one_year(first, last, has_year)
        if last.last < first.first:
            self._use_opening(one, "b" if self.changes else "")
            return None
        if self.changes and first.grain == last.grain:
            self.times.spots[self.times.spots.index(one)] = Spot(
                first, one.start, one.end, against=True
            )
            self._use_opening(one, "b")
            return None
        value = When(first.first, last.last, "span", until=last.until)
        self.times.used.add(self.at[one.end])
        self._use_opening(one, "bFS")
        return Spot(value, one.start, other.end, one.against)

    def _use_opening(self, spot: Spot, letters: str) -> None:
        """Take up the word before a span that opens it: between, from, since."""
        if spot.start and self.codes[spot.start - 1] in letters:
            self.times.used.add(self.at[spot.start - 1])

    def _since(self, spot: Spot) -> Spot:
        opening = re.search(r"SK?$|K$", self.codes[: spot.start])
        if not opening or not isinstance(spot.value, When) or "S" not in opening.group():
            return spot
        self.times.used.update(self.at[n] for n in range(opening.start(), opening.end()))
        clock = self.clock
        value = When(spot.value.first, clock.today, "since", spot.value.name, until=clock.now)
        return Spot(value, spot.start, spot.end, spot.against)


def _of_one_year(first: When, last: When, has_year: Sequence[bool]) -> tuple[When, When]:
    """Return both ends of a span; one that names no year lies in the year that the other's makes likely."""
    while not has_year[0] and first.first > last.last and first.grain in _OF_A_YEAR:
        first = _a_year_earlier(first)
    if has_year[0] and not has_year[1] and last.grain in _OF_A_YEAR:
        while (earlier := _a_year_earlier(last)).first >= first.first:
            last = earlier
    return first, last


def _a_year_earlier(when: When) -> When:
    """Return a day, month or quarter of the year before."""
    first = add_months(when.first, -12)
    last = first if when.grain == "day" else end_of(when.grain, first)
    return When(first, last, when.grain)


def number_of(item: Item) -> int | None:
    """Return the whole number an item stands for, None where it is none."""
    for section in ("number", "ordinal"):
        spelled = item.value(section)
        if spelled:
            return int(spelled)
    digits = re.match(r"\d+", item.text)
    return int(digits.group()) if digits and item.has("value.number", "value.ordinal") else None


Action = Callable[[TimeReader, re.Match[str]], bool]
Grammar = Sequence[tuple[re.Pattern[str], Action]]
