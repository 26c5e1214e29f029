"""Weekdays in a question: the latest one, one of a week or month, every one, the last three of them."""

import re
from datetime import date, timedelta

from chat.analyst.lexicon import Item
from chat.analyst.moments import Step, When
from chat.analyst.named_days import nth_weekday
from chat.analyst.time_reader import Action, TimeReader

_WEEKS_TO_LOOK_BACK = 54


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
    month = reader.month(match) if "M" in rest or "U" in rest else None
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


def _only(
    reader: TimeReader, match: re.Match[str], first: date, last: date, weekdays: list[int]
) -> bool:
    reader.times.weekdays += weekdays
    return reader.add(When(first, last, "span"), match)


def weekday_range(reader: TimeReader, match: re.Match[str]) -> bool:
    """Read "from Monday to Wednesday", of the latest such days or of a week named behind them."""
    first, last = (weekdays_of(reader.item(match, "W", nth))[0] for nth in (0, 1))
    clock = reader.clock
    if "U" in match.group():
        if reader.unit(match) != "week" or last <= first:
            return False
        week = clock.unit("week", 1 if "L" in match.group() else 0)
        start, end = clock.weekday(first, week), clock.weekday(last, week)
    else:
        end = clock.weekday(last)
        start = When(end.first - timedelta(days=(last - first) % 7), end.first, "day")
    return reader.add(When(start.first, end.last, "span"), match)


def weekday_in(back: int) -> Action:
    def action(reader: TimeReader, match: re.Match[str]) -> bool:
        if reader.unit(match) != "week":
            return False
        weekday = weekdays_of(reader.item(match, "W"))[0]
        return reader.add(reader.clock.weekday(weekday, reader.clock.unit("week", back)), match)

    return action


# What is asked of a weekday in general where an article makes it one: "à quelle heure … le samedi".
_OF_HOURS = ("dimension.hour", "ask.when", "op.busiest", "op.quietest")


def _is_every(reader: TimeReader, place: int) -> bool:
    """Return whether a weekday is meant in general: "an average Saturday", "le samedi, à quelle heure …"."""
    before = reader.items[place - 1] if place else None
    if before is None:
        return False
    if before.has("op.average") or (
        reader.says("op.average") and before.has("number.1", "op.each")
    ):
        return True
    return before.text in reader.lexicon.habits and reader.says(*_OF_HOURS)


def weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    place = reader.at[match.start()]
    if match.group() == "W" and _is_every(reader, place):
        reader.times.weekdays.append(weekdays_of(reader.item(match, "W"))[0])
        return True
    return reader.add(reader.clock.weekday(weekdays_of(reader.item(match, "W"))[0]), match)


def this_weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    weekday = weekdays_of(reader.item(match, "W"))[0]
    found = reader.clock.weekday(weekday, reader.clock.unit("week"))
    return reader.add(
        found if found.first <= reader.clock.today else reader.clock.weekday(weekday), match
    )


def weekday_step(reader: TimeReader, match: re.Match[str]) -> bool:
    return reader.add(Step("week", 1, weekdays_of(reader.item(match, "W"))[0]), match)


def every_weekday(reader: TimeReader, match: re.Match[str]) -> bool:
    reader.times.weekdays += weekdays_of(reader.item(match, "P"))
    return True
