"""Times of day in a question: "between 12 and 2pm", "after 8", "in the morning", as minutes after midnight."""

import re

from chat.analyst.lexicon import Item

DAY = 24 * 60
Hours = tuple[int, int]
_CLOCK = re.compile(r"(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(a|p)?")
_IN_24 = re.compile(r"uhr|:|h$|h\s?\d|heure|hora")


def minutes(item: Item) -> tuple[int, str] | None:
    """Return the minutes after midnight that an item names and its half of the day: "a", "p", or "" where unsaid."""
    spoken = item.value("clock")
    if spoken:
        return int(spoken) * 60, "p" if spoken == "12" else "24"
    counted = item.value("number") or item.value("ordinal")
    if counted:
        return (int(counted) * 60, "") if int(counted) <= 24 else None
    match = _CLOCK.match(item.text)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or ""
    if hour > 24 or minute > 59:
        return None
    said = half or ("24" if _IN_24.search(item.text) else "")
    return hour * 60 + minute, said


def as_24(value: int, half: str) -> int:
    """Return minutes on the 24-hour clock."""
    if half == "p" and value < 12 * 60:
        return value + 12 * 60
    if half == "a" and value >= 12 * 60:
        return value - 12 * 60
    return value


def window(first: Item, last: Item) -> Hours | None:
    """Return the span between two times; the first takes its half of the day from the second."""
    start, end = minutes(first), minutes(last)
    if start is None or end is None:
        return None
    closing = as_24(*end)
    opening = as_24(*start)
    if not start[1] and end[1] == "p":
        opening = as_24(start[0], "p")
        if opening >= closing:
            opening = as_24(start[0], "a")
    if not start[1] and not end[1]:
        # Bare hours: a shop's afternoon is likelier than its night.
        opening += 12 * 60 if opening < 7 * 60 else 0
        closing += 12 * 60 if closing <= opening and closing < 12 * 60 else 0
    if start[1] == "p" and not end[1] and closing < 12 * 60:
        closing += 12 * 60
    closing = closing or DAY
    return (opening, closing) if opening < closing <= DAY else None


def from_then(item: Item) -> Hours | None:
    """Return from that time to the end of the day; a bare hour below 7 means the afternoon."""
    start = minutes(item)
    if start is None:
        return None
    value = as_24(*start)
    return (value, DAY) if value < DAY else None


def until_then(item: Item) -> Hours | None:
    """Return from midnight to that time."""
    end = minutes(item)
    return (0, as_24(*end) or DAY) if end else None


def that_hour(item: Item) -> Hours | None:
    """Return the clock hour that begins at that time."""
    start = minutes(item)
    if start is None:
        return None
    value = as_24(*start)
    return (value, min(value + 60, DAY)) if value < DAY else None


def part_of_day(key: str) -> Hours:
    """Return the hours of a key such as "12-17"."""
    first, last = key.split("-")
    return int(first) * 60, int(last) * 60
