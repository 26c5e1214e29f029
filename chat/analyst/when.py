"""Reads the times in a tagged question: spans of days, steps from one to another, hours, weekdays."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from chat.analyst import clock_times, weekday_times
from chat.analyst.lexicon import Item, Lexicon
from chat.analyst.moments import Clock, Step, When, start_of
from chat.analyst.named_days import named_day
from chat.analyst.parts_of_periods import GRAMMAR as PARTS
from chat.analyst.ranking_words import RANKING
from chat.analyst.time_reader import Action, Grammar, TimeReader, Times

# Beside these a bare unit is what is counted, ranked or divided by.
_NO_RUNNING = frozenset(RANKING) | {
    "op.per",
    "op.by",
    "op.each",
    "op.how_many",
    "op.both",
    "op.that",
    "op.split",
    "ask.which",
}
# More than these in a row nobody asks for: the number is something else's.
_MOST_UNITS = 1000


def _day_range(reader: TimeReader, match: re.Match[str]) -> bool:
    month, year = int(reader.item(match, "M").value("month") or 0), reader.year(match)
    last = reader.clock.day(reader.number(match, 1), month, year)
    first = last and reader.clock.day(reader.number(match), month, last.first.year)
    if not first or not last or last.first < first.first:
        return False
    return reader.add(When(first.first, last.last, "span"), match)


def _date_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    place = match.start() + match.group().startswith("W")
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


def _day_numbers(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "from the 3rd to the 9th", of the latest month in which the last of them has begun."""
    last = reader.clock.day_of_month(reader.number(match, 1))
    if last is None or reader.number(match) > last.first.day:
        return False
    return reader.add(When(last.first.replace(day=reader.number(match)), last.first, "span"), match)


def _window(reader: TimeReader, match: re.Match[str]) -> bool:
    places = [n for n in range(match.start(), match.end()) if reader.codes[n] in "NCO"]
    first, last = (reader.items[reader.at[n]] for n in places[:2])
    return _hours(reader, clock_times.window(first, last))


def _hours(reader: TimeReader, hours: clock_times.Hours | None) -> bool:
    reader.times.hours = hours or reader.times.hours
    return hours is not None


def _clock(read: Callable[[Item], clock_times.Hours | None]) -> Action:
    return lambda reader, match: _hours(reader, read(reader.item(match, "CNO")))


def _part_of_day(reader: TimeReader, match: re.Match[str]) -> bool:
    key = reader.item(match, "G").value("part")
    return bool(key) and _hours(reader, clock_times.part_of_day(key or ""))


def _last_night(reader: TimeReader, match: re.Match[str]) -> bool:
    return _hours(reader, clock_times.part_of_day("17-24")) and reader.add(
        reader.clock.unit("day", 1), match
    )


def _week_of(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the week of 5 September"."""
    clock, place = reader.clock, reader.at[match.start()]
    divides = place and reader.items[place - 1].has("op.per", "op.by", "op.each")
    if reader.unit(match) != "week" or divides:
        return False
    day = clock.day(
        reader.number(match), int(reader.item(match, "M").value("month") or 0), reader.year(match)
    )
    if day is None:
        return False
    monday = start_of("week", day.first)
    return reader.add(When(monday, monday + timedelta(days=6), "week"), match)


def _day_of_month_of(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the 12th of last month"; "12 meses pasados" are twelve of them."""
    is_count = match.group()[:2] == "NU" and reader.adjoins(match.start())
    if reader.unit(match) != "month" or is_count:
        return False
    first = reader.clock.unit("month", 1 if "L" in match.group() else 0).first
    return reader.add(reader.clock.day(reader.number(match), first.month, first.year), match)


def _unit_and_name(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the month of August", "the year 2025": the unit only says what the name is."""
    unit = reader.unit(match)
    if unit == "month" and "M" in match.group():
        return _month(0)(reader, match)
    return unit == "year" and match.group() == "Uy" and _year(reader, match)


def _running_unit(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "how was the week", where nothing says which one and nothing is ranked or split by it."""
    unit = reader.unit(match)
    if unit == "weekend":
        return reader.add(reader.clock.last_weekend(), match)
    said = frozenset().union(*(item.meanings for item in reader.items))
    if unit in {"day", "half"} or said & _NO_RUNNING or "op.went" not in said:
        return False
    return reader.add(reader.clock.unit(unit), match)


def _last_n(reader: TimeReader, match: re.Match[str]) -> bool:
    if reader.number(match) > _MOST_UNITS:
        return False
    return reader.add(reader.clock.last(reader.number(match), reader.unit(match)), match)


def _ago(reader: TimeReader, match: re.Match[str]) -> bool:
    unit, count = reader.unit(match), reader.number(match) if "N" in match.group() else 1
    return reader.add(
        Step("year", count) if unit == "year" else reader.clock.unit(unit, count), match
    )


def _last_unit(reader: TimeReader, match: re.Match[str]) -> bool:
    unit = reader.unit(match)
    if unit == "fortnight":
        return reader.add(reader.clock.last(1, unit), match)
    return reader.add(reader.clock.unit(unit, 1), match)


def _month(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        month = int(reader.item(match, "M").value("month") or 0)
        return reader.add(reader.clock.month(month, reader.year(match), back), match)

    return action


def _named(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        clock, key, year = (
            reader.clock,
            reader.item(match, "E").value("named") or "",
            reader.year(match),
        )
        for candidate in [year] if year else [clock.today.year - n for n in range(3)]:
            span = named_day(key, candidate, clock.country)
            if span and (year or (span[1] < clock.today if back else span[0] <= clock.today)):
                return reader.add(
                    When(span[0], span[1], "day" if span[0] == span[1] else "span"), match
                )
        return False

    return action


def _quarter(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        quarter = int(reader.item(match, "q").value("quarter") or 0)
        return reader.add(reader.clock.quarter(quarter, reader.year(match), back), match)

    return action


def _counted_unit(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "third quarter", "quarter 3", "first half of 2015", "week 45"."""
    unit, number, year = reader.unit(match), reader.number(match), reader.year(match)
    if unit == "quarter" and 1 <= number <= 4:
        return reader.add(reader.clock.quarter(number, year), match)
    if unit == "week" and match.group()[0] == "U":
        return reader.add(reader.clock.week_of_year(number, year), match)
    return unit == "half" and _add_half(reader, match, number)


def _half_year(reader: TimeReader, match: re.Match[str]) -> bool:
    return _add_half(reader, match, int(reader.item(match, "h").value("half") or 0))


def _add_half(reader: TimeReader, match: re.Match[str], number: int) -> bool:
    """Keep the first or second half of a year, of the latest one in which it has begun."""
    if number not in {1, 2}:
        return False
    first = reader.clock.quarter(number * 2 - 1, reader.year(match))
    last = reader.clock.quarter(number * 2, first.first.year)
    return reader.add(When(first.first, last.last, "half"), match)


def _numbered_week(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(reader.clock.week_of_year(reader.number(match), reader.year(match)), match)


def _unit_back(back: int) -> Action:
    return lambda reader, match: reader.add(reader.clock.unit(reader.unit(match), back), match)


def _day_back(back: int) -> Action:
    return lambda reader, match: reader.add(reader.clock.unit("day", back), match)


def _to_date(reader: TimeReader, match: re.Match[str]) -> bool:
    key = reader.item(match, "I").value("time") or ""
    unit = {"month_to_date": "month", "week_to_date": "week", "quarter_to_date": "quarter"}.get(
        key, "year"
    )
    return reader.add(reader.clock.unit(unit), match)


def _period_ago(reader: TimeReader, match: re.Match[str]) -> bool:
    key = next(value for value in reader.item(match, "R").values("time") if value.endswith("_ago"))
    return reader.add(Step(key.removesuffix("_ago")), match)


def _step_of(nth: int) -> Action:
    return lambda reader, match: reader.add(Step(reader.unit(match, nth)), match)


def _steps(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the seven days before"."""
    return reader.add(Step(reader.unit(match), reader.number(match)), match)


def _other_last(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "better than last?" or "e quella prima?", where the unit was said before."""
    if not match.start():
        return False
    points = reader.items[reader.at[match.start() - 1]].has("op.that")
    return (points or reader.codes[match.start() - 1] == "v") and reader.add(Step(""), match)


def _one_before(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "and the one before?", "frente al anterior", whatever the period is."""
    return reader.add(Step(""), match)


def _ever(reader: TimeReader, match: re.Match[str]) -> bool:
    clock = reader.clock
    return reader.add(When(clock.today, clock.today, "all", until=clock.now), match)


def _year(reader: TimeReader, match: re.Match[str]) -> bool:
    year = int(reader.item(match, "y").text)
    return reader.add(When(date(year, 1, 1), date(year, 12, 31), "year"), match)


def _day_number(reader: TimeReader, match: re.Match[str]) -> bool:
    item = reader.item(match, "O")
    return item.has("value.ordinal") and reader.add(
        reader.clock.day_of_month(reader.number(match)), match
    )


def _future(reader: TimeReader, _match: re.Match[str]) -> bool:
    reader.times.is_future = True
    return True


_GRAMMAR: Grammar = [
    (re.compile(pattern), action)
    for pattern, action in (
        *PARTS,
        (r"bW?[NO]&W?[NO]My?", _day_range),
        (r"[FS]?W?[NO][ti]W?[NO]My?", _day_range),
        (r"M[NO][ti][NO]y?", _day_range),
        (r"[FS]O[ti][NO](?![MUC])", _day_numbers),
        (r"b@?[NCO]&@?[NCO](?![MU])", _window),
        (r"[FS}][NCO][ti@{][NCO](?![MU])|[NC]@[NC](?![MU])", _window),
        (r"C[ti]C|N[ti]C|C[ti]N", _window),
        (r"[>LFS]C|[>S]N(?![MUNO])|}[NCO](?![MNO]|U(?![LH]))", _clock(clock_times.from_then)),
        (r"[Bat]C|{[NCO](?![MNO]|U(?![LH]))|tN(?![MUNO])", _clock(clock_times.until_then)),
        (r"@[NCO](?![MNO]|U(?![LH]))|i?C", _clock(clock_times.that_hour)),
        (r"g", _last_night),
        (r"G", _part_of_day),
        (r"UF?[NO]My?(?![ti])|UM[NO]y?", _week_of),
        (r"O[LH]U|[NO]U[LH]", _day_of_month_of),
        (r"UMy?|Uy", _unit_and_name),
        (r"W?[NO]My?", _date_of_month),
        (r"W?M[NO]y?", _date_of_month),
        (r"W?D", _written_date),
        (r"LNU|NLU|NUL", _last_n),
        (r"UBL|BLU|QU|UQ", _unit_back(2)),
        (r"NUA|[a{]N?U|UA", _ago),
        (r"sULU|sUHU|sUUL|sUUH", _step_of(1)),
        (r"sLU|sUL", _step_of(0)),
        (r"sU?R", _period_ago),
        (r"[FSb]?W[ti&]W(?:[LH]U|U[LH])|[FSb]?W[ti]W", weekday_times.weekday_range),
        (r"LUW|WLU|WUL|ULW", weekday_times.weekday_in(1)),
        (r"HUW|WHU|WUH|UHW", weekday_times.weekday_in(0)),
        (r"[XJ][UWME]?|[UWM]X", _future),
        (r"LU|UL(?![NUMEqW])", _last_unit),
        (r"HU|Uf|UH(?![NUMEqW])", _unit_back(0)),
        (r"WB|BW", weekday_times.weekday_step),
        (r"NUB|BNU|NBU", _steps),
        (r"BU|UB", _step_of(0)),
        (r"HW", weekday_times.this_weekday),
        (r"LW|WL(?!U)|W", weekday_times.weekday),
        (r"P", weekday_times.every_weekday),
        (r"LM(?!y)|ML(?!U)", _month(1)),
        (r"H?My?|LMy", _month(0)),
        (r"LE(?!y)|EL(?!U)", _named(1)),
        (r"H?Ey?", _named(0)),
        (r"Lq(?!y)", _quarter(1)),
        (r"qy?", _quarter(0)),
        (r"hy?", _half_year),
        (r"OUy?|UNy?", _counted_unit),
        (r"wNy?", _numbered_week),
        (r"T", _day_back(0)),
        (r"Y", _day_back(1)),
        (r"Z", _day_back(2)),
        (r"I", _to_date),
        (r"(?<=K)U", _unit_back(0)),
        (r"R", _period_ago),
        (r"V|SK(?![UMyHLqE])", _ever),
        (r"U", _running_unit),
        (r"p", _one_before),
        (r"[LB]", _other_last),
        (r"y", _year),
        (r"O", _day_number),
    )
]


def read_times(items: Sequence[Item], clock: Clock, lexicon: Lexicon) -> Times:
    """Return the times that a tagged question names."""
    return TimeReader(items, clock, lexicon).read(_GRAMMAR)
