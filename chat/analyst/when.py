"""Reads the times in a tagged question: spans of days, steps from one to another, hours, weekdays."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from chat.analyst import clock_times
from chat.analyst.lexicon import Item, Lexicon
from chat.analyst.moments import Clock, Step, When, start_of
from chat.analyst.named_days import named_day

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
    ("time.since", "S"),
    ("time.from", "F"),
    ("time.until", "t"),
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
    ("named", "E"),
    ("part_phrase", "g"),
    ("part", "G"),
    ("ordinal", "O"),
    ("number", "N"),
)
_LIMITING = ("op.top", "op.bottom", "op.best", "op.worst", "op.biggest", "ask.which", "op.most", "op.least")


@dataclass(frozen=True)
class Spot:
    """A span, or a step to one, and the items it was read from; `against` where a comparing word stands before it."""

    value: When | Step
    start: int
    end: int
    against: bool = False


@dataclass
class Times:
    """What a question says about time."""

    spots: list[Spot] = field(default_factory=list)
    hours: clock_times.Hours | None = None
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
    return "_" if item.has("filler.words") else "x"


class TimeReader:
    """Walks over the items of one question."""

    def __init__(self, items: Sequence[Item], clock: Clock, lexicon: Lexicon) -> None:
        """Turn the items into letters, glue left out."""
        self.items = items
        self.clock = clock
        self.lexicon = lexicon
        codes = [code_of(item, items[n - 1] if n else None) for n, item in enumerate(items)]
        self.at = [n for n, code in enumerate(codes) if code != "_"]
        self.codes = "".join(codes[n] for n in self.at)
        self.changes = any(item.has("op.change", "op.up", "op.down") for item in items)
        self.times = Times()
        self.years = self._spoken_years()

    def read(self) -> Times:
        """Return all times of the question."""
        position = 0
        while position < len(self.codes):
            position = self._step(position)
        self._join()
        return self.times

    def _step(self, position: int) -> int:
        for pattern, action in _GRAMMAR:
            match = pattern.match(self.codes, position)
            if match and match.end() > position and action(self, match):
                self.times.used.update(self.at[n] for n in range(match.start(), match.end()))
                return match.end()
        return position + 1

    def item(self, match: re.Match[str], letter: str, nth: int = 0) -> Item:
        """Return the nth item of a letter within a match."""
        places = [n for n in range(match.start(), match.end()) if self.codes[n] in letter]
        return self.items[self.at[places[nth]]]

    def number(self, match: re.Match[str], nth: int = 0) -> int:
        """Return the nth number of a match, spelled in digits or words."""
        return number_of(self.item(match, "NO", nth)) or 0

    def year(self, match: re.Match[str]) -> int | None:
        """Return the year within a match, None where there is none."""
        if "y" not in match.group():
            return None
        place = match.start() + match.group().index("y")
        return self.years.get(place) or int(self.items[self.at[place]].text)

    def _spoken_years(self) -> dict[int, int]:
        """Turn "last year" and "this year" right behind a month, quarter or named day into that year."""
        years: dict[int, int] = {}
        for match in re.finditer(r"(?<=[MEq])([LH])U", self.codes):
            if self.items[self.at[match.start() + 1]].has("unit.year"):
                years[match.start()] = self.clock.today.year - (match[1] == "L")
                self.codes = f"{self.codes[: match.start()]}y_{self.codes[match.end() :]}"
                self.times.used.update(self.at[n] for n in range(match.start(), match.end()))
        return years

    def touching(self, position: int) -> bool:
        """Return whether an item and the next are neighbours, or parted only by a word that joins day and month."""
        between = self.items[self.at[position] + 1 : self.at[position + 1]]
        return all(item.text in self.lexicon.day_joins for item in between)

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
        against = match.start() > 0 and self.codes[match.start() - 1] == "v"
        self.times.spots.append(Spot(value, match.start(), match.end(), against))
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
        is_span = between == "t" or (between == "&" and before == "b")
        if not is_span or not (isinstance(one.value, When) and isinstance(other.value, When)):
            return None
        if other.value.last < one.value.first:
            return None
        if self.changes and one.value.grain == other.value.grain and between == "t":
            self.times.spots[self.times.spots.index(one)] = Spot(one.value, one.start, one.end, against=True)
            return None
        value = When(one.value.first, other.value.last, "span", until=other.value.until)
        self.times.used.add(self.at[one.end])
        return Spot(value, one.start, other.end, one.against)

    def _since(self, spot: Spot) -> Spot:
        opening = re.search(r"SK?$|K$", self.codes[: spot.start])
        if not opening or not isinstance(spot.value, When) or "S" not in opening.group():
            return spot
        self.times.used.update(self.at[n] for n in range(opening.start(), opening.end()))
        clock = self.clock
        value = When(spot.value.first, clock.today, "since", spot.value.name, until=clock.now)
        return Spot(value, spot.start, spot.end, spot.against)


def number_of(item: Item) -> int | None:
    """Return the whole number an item stands for, None where it is none."""
    for section in ("number", "ordinal"):
        spelled = item.value(section)
        if spelled:
            return int(spelled)
    digits = re.match(r"\d+", item.text)
    return int(digits.group()) if digits and item.has("value.number", "value.ordinal") else None


Action = Callable[[TimeReader, re.Match[str]], bool]


def _unit(reader: TimeReader, match: re.Match[str], nth: int = 0) -> str:
    return reader.item(match, "U", nth).value("unit") or "day"


def _day_range(reader: TimeReader, match: re.Match[str]) -> bool:
    month, year = int(reader.item(match, "M").value("month") or 0), reader.year(match)
    last = reader.clock.day(reader.number(match, 1), month, year)
    first = last and reader.clock.day(reader.number(match), month, last.first.year)
    if not first or not last or last.first < first.first:
        return False
    return reader.add(When(first.first, last.last, "span"), match)


def _date_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    place = match.start()
    if "O" not in match.group() and not reader.touching(place):
        return False
    month = int(reader.item(match, "M").value("month") or 0)
    return reader.add(reader.clock.day(reader.number(match), month, reader.year(match)), match)


def _written_date(reader: TimeReader, match: re.Match[str]) -> bool:
    parts = [int(part) for part in re.findall(r"\d+", reader.item(match, "D").text)]
    text = reader.item(match, "D").text
    if "-" in text:
        year, month, day = parts
    else:
        day, month = parts[:2] if reader.clock.day_first or "." in text else reversed(parts[:2])
        year = parts[2] if len(parts) > 2 else 0
        year += 2000 if 0 < year < 100 else 0
    if not 1 <= month <= 12:
        return False
    return reader.add(reader.clock.day(day, month, year or None), match)


def _window(reader: TimeReader, match: re.Match[str]) -> bool:
    places = [n for n in range(match.start(), match.end()) if reader.codes[n] in "NC"]
    first, last = (reader.items[reader.at[n]] for n in places[:2])
    return _hours(reader, clock_times.window(first, last))


def _hours(reader: TimeReader, hours: clock_times.Hours | None) -> bool:
    reader.times.hours = hours or reader.times.hours
    return hours is not None


def _last_night(reader: TimeReader, match: re.Match[str]) -> bool:
    return _hours(reader, clock_times.part_of_day("17-24")) and reader.add(reader.clock.unit("day", 1), match)


def _weekday_range(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "from Monday to Wednesday", of the latest such days or of a week named behind them."""
    first, last = (int(reader.item(match, "W", nth).value("weekday") or 0) for nth in (0, 1))
    clock = reader.clock
    if "U" in match.group():
        if _unit(reader, match) != "week" or last <= first:
            return False
        week = clock.unit("week", 1 if "L" in match.group() else 0)
        start, end = clock.weekday(first, week), clock.weekday(last, week)
    else:
        end = clock.weekday(last)
        start = When(end.first - timedelta(days=(last - first) % 7), end.first, "day")
    return reader.add(When(start.first, end.last, "span"), match)


def _week_of(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the week of 5 September"."""
    clock = reader.clock
    if _unit(reader, match) != "week":
        return False
    day = clock.day(reader.number(match), int(reader.item(match, "M").value("month") or 0), reader.year(match))
    if day is None:
        return False
    monday = start_of("week", day.first)
    return reader.add(When(monday, monday + timedelta(days=6), "week"), match)


def _weekend(reader: TimeReader, match: re.Match[str]) -> bool:
    return _unit(reader, match) == "weekend" and reader.add(reader.clock.last_weekend(), match)


def _last_n(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(reader.clock.last(reader.number(match), _unit(reader, match)), match)


def _ago(reader: TimeReader, match: re.Match[str]) -> bool:
    unit, count = _unit(reader, match), reader.number(match)
    return reader.add(Step("year", count) if unit == "year" else reader.clock.unit(unit, count), match)


def _last_unit(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(reader.clock.unit(_unit(reader, match), 1), match)


def _weekday_in(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        if _unit(reader, match) != "week":
            return False
        weekday = int(reader.item(match, "W").value("weekday") or 0)
        return reader.add(reader.clock.weekday(weekday, reader.clock.unit("week", back)), match)

    return action


def _weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    place = reader.at[match.start()]
    if place and reader.items[place - 1].has("op.average"):
        reader.times.weekdays.append(int(reader.item(match, "W").value("weekday") or 0))
        return True
    return reader.add(reader.clock.weekday(int(reader.item(match, "W").value("weekday") or 0)), match)


def _this_weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    weekday = int(reader.item(match, "W").value("weekday") or 0)
    found = reader.clock.weekday(weekday, reader.clock.unit("week"))
    return reader.add(found if found.first <= reader.clock.today else reader.clock.weekday(weekday), match)


def _weekday_step(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(Step("week", 1, int(reader.item(match, "W").value("weekday") or 0)), match)


def _every_weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    reader.times.weekdays += [int(value) for value in reader.item(match, "P").values("weekdays")]
    return True


def _month(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        month = int(reader.item(match, "M").value("month") or 0)
        return reader.add(reader.clock.month(month, reader.year(match), back), match)

    return action


def _named(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        clock, key, year = reader.clock, reader.item(match, "E").value("named") or "", reader.year(match)
        for candidate in [year] if year else [clock.today.year - n for n in range(3)]:
            span = named_day(key, candidate, clock.country)
            if span and (year or (span[1] < clock.today if back else span[0] <= clock.today)):
                return reader.add(When(span[0], span[1], "day" if span[0] == span[1] else "span"), match)
        return False

    return action


def _quarter(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        quarter = int(reader.item(match, "q").value("quarter") or 0)
        return reader.add(reader.clock.quarter(quarter, reader.year(match), back), match)

    return action


def _counted_unit(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "third quarter", "quarter 3", "first half of 2015", "week 45"."""
    unit, number, year = _unit(reader, match), reader.number(match), reader.year(match)
    if unit == "quarter" and 1 <= number <= 4:
        return reader.add(reader.clock.quarter(number, year), match)
    if unit == "week" and match.group()[0] == "U":
        return reader.add(reader.clock.week_of_year(number, year), match)
    if unit == "half" and 1 <= number <= 2:
        first = reader.clock.quarter(number * 2 - 1, year)
        last = reader.clock.quarter(number * 2, first.first.year)
        return reader.add(When(first.first, last.last, "span"), match)
    return False


def _numbered_week(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(reader.clock.week_of_year(reader.number(match), reader.year(match)), match)


def _unit_back(back: int) -> Action:
    return lambda reader, match: reader.add(reader.clock.unit(_unit(reader, match), back), match)


def _day_back(back: int) -> Action:
    return lambda reader, match: reader.add(reader.clock.unit("day", back), match)


def _to_date(reader: TimeReader, match: re.Match[str]) -> bool:
    key = reader.item(match, "I").value("time") or ""
    unit = {"month_to_date": "month", "week_to_date": "week", "quarter_to_date": "quarter"}.get(key, "year")
    return reader.add(reader.clock.unit(unit), match)


def _period_ago(reader: TimeReader, match: re.Match[str]) -> bool:
    key = next(value for value in reader.item(match, "R").values("time") if value.endswith("_ago"))
    return reader.add(Step(key.removesuffix("_ago")), match)


def _step_of(nth: int) -> Action:
    return lambda reader, match: reader.add(Step(_unit(reader, match, nth)), match)


def _other_last(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "better than last?", where the unit was said before."""
    return match.start() > 0 and reader.codes[match.start() - 1] == "v" and reader.add(Step(""), match)


def _ever(reader: TimeReader, match: re.Match[str]) -> bool:
    clock = reader.clock
    return reader.add(When(clock.today, clock.today, "all", until=clock.now), match)


def _year(reader: TimeReader, match: re.Match[str]) -> bool:
    january, december = (reader.clock.month(month, int(match.group() and reader.item(match, "y").text)) for month in (1, 12))
    return reader.add(When(january.first, december.last, "year"), match)


def _day_number(reader: TimeReader, match: re.Match[str]) -> bool:
    item = reader.item(match, "O")
    return item.has("value.ordinal") and reader.add(reader.clock.day_of_month(reader.number(match)), match)


def _future(reader: TimeReader, _match: re.Match[str]) -> bool:
    reader.times.is_future = True
    return True


_GRAMMAR: list[tuple[re.Pattern[str], Action]] = [
    (re.compile(pattern), action)
    for pattern, action in (
        (r"b[NO]&[NO]My?", _day_range),
        (r"F?[NO]t[NO]My?", _day_range),
        (r"M[NO]t[NO]y?", _day_range),
        (r"b[NC]&[NC](?![MU])", _window),
        (r"F[NC]t[NC](?![MU])", _window),
        (r"CtC|NtC|CtN", _window),
        (r"[>LFS]C", lambda reader, match: _hours(reader, clock_times.from_then(reader.item(match, "C")))),
        (r"[>S]N(?![MUNO])", lambda reader, match: _hours(reader, clock_times.from_then(reader.item(match, "N")))),
        (r"[Bat]C", lambda reader, match: _hours(reader, clock_times.until_then(reader.item(match, "C")))),
        (r"C", lambda reader, match: _hours(reader, clock_times.that_hour(reader.item(match, "C")))),
        (r"g", _last_night),
        (r"G", lambda reader, match: _hours(reader, clock_times.part_of_day(reader.item(match, "G").value("part") or ""))),
        (r"U[NO]My?|UM[NO]y?", _week_of),
        (r"[NO]My?", _date_of_month),
        (r"M[NO]y?", _date_of_month),
        (r"D", _written_date),
        (r"LNU|NLU|NUL", _last_n),
        (r"UBL|BLU|QU", _unit_back(2)),
        (r"NUA|aNU", _ago),
        (r"sULU|sUHU", _step_of(1)),
        (r"sLU", _step_of(0)),
        (r"sU?R", _period_ago),
        (r"[Fb]?W[t&]W(?:LU|HU)|[Fb]?WtW", _weekday_range),
        (r"LUW|WLU", _weekday_in(1)),
        (r"HUW|WHU", _weekday_in(0)),
        (r"[XJ][UWME]?|UX", _future),
        (r"LU", _last_unit),
        (r"HU|Uf", _unit_back(0)),
        (r"WB|BW", _weekday_step),
        (r"BU|UB", _step_of(0)),
        (r"HW", _this_weekday),
        (r"LW|W", _weekday),
        (r"P", _every_weekday),
        (r"LM(?!y)", _month(1)),
        (r"H?My?|LMy", _month(0)),
        (r"LE(?!y)", _named(1)),
        (r"H?Ey?", _named(0)),
        (r"Lq(?!y)", _quarter(1)),
        (r"qy?", _quarter(0)),
        (r"OUy?|UNy?", _counted_unit),
        (r"wNy?", _numbered_week),
        (r"T", _day_back(0)),
        (r"Y", _day_back(1)),
        (r"Z", _day_back(2)),
        (r"I", _to_date),
        (r"(?<=K)U", _unit_back(0)),
        (r"R", _period_ago),
        (r"V|SK(?![UMyHLqE])", _ever),
        (r"U", _weekend),
        (r"L", _other_last),
        (r"y", _year),
        (r"O", _day_number),
    )
]


def read_times(items: Sequence[Item], clock: Clock, lexicon: Lexicon) -> Times:
    """Return the times that a tagged question names."""
    return TimeReader(items, clock, lexicon).read()
