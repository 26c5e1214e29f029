"""Parts of longer periods: the first half of March, mid October, Christmas week, the last three Saturdays."""

import re
from datetime import date, timedelta

from chat.analyst.moments import When, end_of, start_of
from chat.analyst.named_days import named_day
from chat.analyst.time_reader import Action, TimeReader

# A month's beginning, middle and end are its first ten days, its next ten, and the rest.
_THIRDS = {"start": (1, 10), "middle": (11, 20), "end": (21, 31)}
_MIDDLE_OF_MONTH = 15


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
    before = reader.codes[match.start() - 1] if match.start() else ""
    month, key = _month_of(reader, match), reader.item(match, "Kme")
    if before and before in "Sti{":
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
    item, count = reader.item(match, "WP"), reader.number(match)
    weekday = int((item.values("weekdays") or item.values("weekday"))[0])
    newest = reader.clock.weekday(weekday).first
    return _only(reader, match, newest - timedelta(days=7 * (count - 1)), newest, [weekday])


def last_weekends(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the last three weekends"."""
    if reader.item(match, "U").value("unit") != "weekend":
        return False
    newest, count = reader.clock.last_weekend(), reader.number(match)
    oldest = newest.first - timedelta(days=7 * (count - 1))
    return _only(reader, match, oldest, newest.last, [5, 6])


def _only(
    reader: TimeReader, match: re.Match[str], first: date, last: date, weekdays: list[int]
) -> bool:
    reader.times.weekdays += weekdays
    return reader.add(When(first, last, "span"), match)


GRAMMAR: list[tuple[str, Action]] = [
    (r"OUMy?|OU[LH]U|OUU[LH]", half_of_month),
    (r"e(?:My?|[LH]U|U[LH])", ends_with_month),
    (r"[Kme](?:My?|[LH]U|U[LH])", third_of_month),
    (r"EUy?|UEy?", week_of_named_day),
    (r"(?:LN|NL)[WP]|NPL|NWL", last_weekdays),
    (r"LNU|NLU|NUL", last_weekends),
]
