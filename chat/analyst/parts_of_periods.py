"""Parts of longer periods: the first half of March, mid October, Christmas week, the last three Saturdays."""

import re
from datetime import timedelta

from chat.analyst import alike, weekday_times
from chat.analyst.moments import Step, When, end_of, start_of
from chat.analyst.named_days import Span, named_day
from chat.analyst.time_reader import Action, TimeReader

# A month's beginning, middle and end are its first ten days, its next ten, and the rest.
_THIRDS = {"start": (1, 10), "middle": (11, 20), "end": (21, 31)}
_MIDDLE_OF_MONTH = 15


def half_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the first half of March", "the second half of last month"."""
    month, half = reader.month(match), reader.number(match)
    if reader.unit(match) != "half" or month is None or half not in {1, 2}:
        return False
    middle = month.first.replace(day=_MIDDLE_OF_MONTH)
    first, last = (month.first, middle) if half == 1 else (middle + timedelta(days=1), month.last)
    return reader.add(When(first, last, "span"), match)


def third_of_month(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "early March", "mid October", "the end of last month"; a point that a span begins or ends at is none."""
    before = reader.codes[match.start() - 1] if match.start() else "x"
    month, key = reader.month(match), reader.item(match, "Kme")
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
    return bool(before) and before in "ti" and reader.add(reader.month(match), match)


def week_of_named_day(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "Christmas week": the week that the day lies in."""
    if reader.unit(match) != "week":
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


def beside_named_day(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "the three days before Christmas", "the week after Easter": so many days, up to it or from it."""
    unit, count = reader.unit(match), 1
    days = {"day": 1, "week": 7}.get(unit, 0)
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
        day = clock.weekday(weekday_times.weekdays_of(reader.item(match, "W"))[0])
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
        move = Step(reader.unit(match), count)
    return reader.add(alike.step(move, day, clock), match)


GRAMMAR: list[tuple[str, Action]] = [
    (r"OUMy?|OMUy?|OU[LH]U|OUU[LH]", half_of_month),
    (r"e(?:My?|[LH]U|U[LH])", ends_with_month),
    (r"[Kme](?:My?|[LH]U|U[LH])", third_of_month),
    (r"EUy?|UEy?", week_of_named_day),
    (r"N?UB[E]y?|N?U>Ey?", beside_named_day),
    (r"(?:LN|NL)[WP]|NPL|NWL", weekday_times.last_weekdays),
    (r"LNU|NLU|NUL", weekday_times.last_weekends),
    (r"[OL]W(?:My?|[LH]U|U[LH]|U)(?![NO])", weekday_times.nth_weekday_of_month),
    (r"WO(?![MLHUO])", weekday_times.weekday_with_number),
    (r"WBL|N[WP]A|aN[WP]", weekday_times.weekday_before_last),
    (r"[TYW](?:aN?U|N?UA|R)", day_so_long_ago),
]
