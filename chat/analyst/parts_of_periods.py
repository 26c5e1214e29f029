"""Parts of longer periods: the first half of March, mid October, Christmas week, the last three Saturdays."""

import re
from datetime import date, timedelta

from chat.analyst import alike
from chat.analyst.lexicon import Item
from chat.analyst.moments import Step, When, end_of, start_of
from chat.analyst.named_days import Span, named_day, nth_weekday
from chat.analyst.time_reader import Action, TimeReader

# A month's beginning, middle and end are its first ten days, its next ten, and the rest.
_THIRDS = {"start": (1, 10), "middle": (11, 20), "end": (21, 31)}
_MIDDLE_OF_MONTH = 15
_WEEKS_TO_LOOK_BACK = 54


def _month_of(reader: TimeReader, match: re.Match[str]) -> When | None:
    """Return the month that a match names, by its name or as the last or running one."""
    if "M" in match.group():
        month = int(reader.item(match, "M").value("month") or 0)
        return reader.clock.month(month, reader.year(match))
    if not reader.items[reader.at[match.end() - 1]].has("unit.month", "time.last", "time.this"):
        return None
    return reader.clock.unit("month", 1 if "L" in match.group() else 0)


def half_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the first half of March", "the second half of last month"."""
    month, half = _month_of(reader, match), reader.number(match)
    if reader.item(match, "U").value("unit") != "half" or month is None or half not in {1, 2}:
        return False
    middle = month.first.replace(day=_MIDDLE_OF_MONTH)
    first, last = (month.first, middle) if half == 1 else (middle + timedelta(days=1), month.last)
    return reader.add(When(first, last, "span"), match)


def third_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "early March", "mid October", "the end of last month"; a point that a span begins or ends at is none."""
    before = reader.codes[match.start() - 1] if match.start() else "x"
    month, key = _month_of(reader, match), reader.item(match, "Kme")
    if before in "ti{" or (before == "S" and not key.has("time.middle")):
        return False
    first, last = next(_THIRDS[name] for name in _THIRDS if key.has(f"time.{name}"))
    if month is None:
        return False
    end = min(month.first.replace(day=1) + timedelta(days=last - 1), month.last)
    return reader.add(When(month.first.replace(day=first), end, "span"), match)


def ends_with_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "to the end of March": a span that ends there takes the month whole."""
    before = reader.codes[match.start() - 1] if match.start() else ""
    return bool(before) and before in "ti" and reader.add(_month_of(reader, match), match)


def week_of_named_day(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "Christmas week": the week that the day lies in."""
    if reader.item(match, "U").value("unit") != "week":
        return False
    clock, key, year = reader.clock, reader.item(match, "E").value("named"), reader.year(match)
    for candidate in [year] if year else [clock.today.year - n for n in range(3)]:
        span = named_day(key or "", candidate, clock.country)
        if span is None:
            return False
        monday = start_of("week", span[0] + (span[1] - span[0] + timedelta(days=1)) // 2)
        if year or monday <= clock.today:
            return reader.add(When(monday, end_of("week", monday), "week"), match)
    return False


def last_weekdays(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the last three Saturdays": their days alone, of all that lie between the first and the last of them."""
    weekdays, count = weekdays_of(reader.item(match, "WP")), reader.number(match)
    newest = reader.clock.weekday(weekdays[-1]).first
    oldest = newest - timedelta(days=weekdays[-1] - weekdays[0] + 7 * (count - 1))
    return _only(reader, match, oldest, newest, weekdays)


def weekdays_of(item: Item) -> list[int]:
    """Return the weekdays that a word names, Monday is 0: one, or those of a weekend."""
    keys = item.values("weekdays") or item.values("weekday")
    return sorted({int(day) for key in keys for day in key.split("-")})


def last_weekends(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the last three weekends"."""
    if reader.item(match, "U").value("unit") != "weekend":
        return False
    newest, count = reader.clock.last_weekend(), reader.number(match)
    oldest = newest.first - timedelta(days=7 * (count - 1))
    return _only(reader, match, oldest, newest.last, [5, 6])


def nth_weekday_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the first Monday of October", "the last Friday of last month"."""
    rest = match.group()[2:]
    month = _month_of(reader, match) if "M" in rest or "U" in rest else None
    if month is None:
        return False
    weekday = weekdays_of(reader.item(match, "W"))[0]
    nth = reader.number(match) if "O" in match.group() else -1
    day = nth_weekday(month.first.year, month.first.month, weekday, nth)
    return nth <= 5 and reader.add(When(day, day, "day"), match)


def weekday_with_number(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "Monday the 2nd": the latest one that was such a weekday."""
    weekday, number = weekdays_of(reader.item(match, "W"))[0], reader.number(match)
    day = reader.clock.weekday(weekday).first
    for _ in range(_WEEKS_TO_LOOK_BACK):
        if day.day == number:
            return reader.add(When(day, day, "day"), match)
        day -= timedelta(days=7)
    return False


def weekday_before_last(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the Saturday before last", "two Saturdays ago"."""
    back = reader.number(match) if "N" in match.group() else 2
    day = reader.clock.weekday(weekdays_of(reader.item(match, "WP"))[0]).first
    day -= timedelta(days=7 * (back - 1))
    return reader.add(When(day, day, "day"), match)


def beside_named_day(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the three days before Christmas", "the week after Easter": so many days, up to its eve or from its morrow."""
    unit, count = reader.item(match, "U").value("unit"), 1
    days = {"day": 1, "week": 7}.get(unit or "", 0)
    if "N" in match.group():
        count = reader.number(match)
    span = _named_span(reader, match)
    if not days or span is None:
        return False
    length = timedelta(days=days * count - 1)
    if ">" in match.group():
        first = span[1] + timedelta(days=1)
        return reader.add(When(first, first + length, "span"), match)
    last = span[0] - timedelta(days=1)
    return reader.add(When(last - length, last, "span"), match)


def _named_span(reader: TimeReader, match: re.Match[str]) -> Span | None:
    """Return the latest feast of that name that has begun, or the one of the year that is named."""
    clock, year = reader.clock, reader.year(match)
    key = reader.item(match, "E").value("named") or ""
    for candidate in [year] if year else [clock.today.year - n for n in range(3)]:
        span = named_day(key, candidate, clock.country)
        if span and (year or span[0] <= clock.today):
            return span
    return None


def day_so_long_ago(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "today a year ago", "Samstag vor einer Woche"."""
    clock, letter = reader.clock, match.group()[0]
    if letter == "W":
        day = clock.weekday(weekdays_of(reader.item(match, "W"))[0])
    else:
        day = clock.unit("day", "TY".index(letter))
    if "R" in match.group():
        item = reader.item(match, "R")
        if not reader.lexicon.says(item.text, "time.ago", "time.ago_before"):
            return False
        key = next(value for value in item.values("time") if value.endswith("_ago"))
        move = Step(key.removesuffix("_ago"))
    else:
        count = reader.number(match) if "N" in match.group() else 1
        move = Step(reader.item(match, "U").value("unit") or "day", count)
    return reader.add(alike.step(move, day, clock), match)


def _only(
    reader: TimeReader, match: re.Match[str], first: date, last: date, weekdays: list[int]
) -> bool:
    reader.times.weekdays += weekdays
    return reader.add(When(first, last, "span"), match)


GRAMMAR: list[tuple[str, Action]] = [
    (r"OUMy?|OMUy?|OU[LH]U|OUU[LH]", half_of_month),
    (r"e(?:My?|[LH]U|U[LH])", ends_with_month),
    (r"[Kme](?:My?|[LH]U|U[LH])", third_of_month),
    (r"EUy?|UEy?", week_of_named_day),
    (r"N?UB[E]y?|N?U>Ey?", beside_named_day),
    (r"(?:LN|NL)[WP]|NPL|NWL", last_weekdays),
    (r"LNU|NLU|NUL", last_weekends),
    (r"[OL]W(?:My?|[LH]U|U[LH]|U)(?![NO])", nth_weekday_of_month),
    (r"WO(?![MLHUO])", weekday_with_number),
    (r"WBL|N[WP]A|aN[WP]", weekday_before_last),
    (r"[TYW](?:aN?U|N?UA|R)", day_so_long_ago),
]
