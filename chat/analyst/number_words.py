"""Numbers in words above twenty, made of the smaller ones as a language makes them: "twenty-five", "fünfundzwanzig"."""

from collections.abc import Mapping, Sequence

_TENS = range(20, 100, 10)
_ONES = range(1, 10)
_TEENS = range(11, 20)
_LAST_DAY = 31


def compounds(numbers: Mapping[str, object], settings: Mapping[str, object]) -> dict[int, str]:
    """Return the words of the numbers to 99 that a language file does not list itself.

    settings: "numbers" holds ways to put {tens}, {ten} (its last letter left out) and {one} together; "teens" holds the
    tens that eleven to nineteen may follow.
    """
    known = {int(key): _words(text) for key, text in numbers.items()}
    ways, teens = _strings(settings.get("numbers")), _strings(settings.get("teens"))
    made: dict[int, str] = {}
    for tens in _TENS:
        for one in [*_ONES, *(_TEENS if str(tens) in teens else ())]:
            if tens + one not in known and tens in known and one in known:
                made[tens + one] = ", ".join(_together(ways, known[tens], known[one]))
    return {number: text for number, text in made.items() if text}


def compound_ordinals(
    numbers: Mapping[str, object], ordinals: Mapping[str, object], settings: Mapping[str, object]
) -> dict[int, str]:
    """Return the words of the ordinals to 31 that a language file does not list itself: "twenty-first"."""
    tens = {int(key): _words(text) for key, text in numbers.items() if int(key) in (20, 30)}
    known = {int(key): _words(text) for key, text in ordinals.items()}
    ways = _strings(settings.get("ordinals"))
    made = {
        ten + one: ", ".join(_together(ways, tens[ten], known[one]))
        for ten in tens
        for one in _ONES
        if one in known and ten + one not in known and ten + one <= _LAST_DAY
    }
    return {number: text for number, text in made.items() if text}


def _together(ways: Sequence[str], tens: Sequence[str], ones: Sequence[str]) -> list[str]:
    return [
        way.format(tens=ten, ten=ten[:-1], one=one) for way in ways for ten in tens for one in ones
    ]


def _words(text: object) -> list[str]:
    return [part.strip() for part in str(text).split(",")]


def _strings(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []
