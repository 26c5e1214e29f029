"""What the values of a column are like: dates, numbers, few or many different texts."""

from dataclasses import dataclass

import polars as pl

from connectors.uploads.fields import cell_words
from connectors.uploads.values import months_as_numbers, parse_moments, parse_numbers, parse_times

_DAYS = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "dmy": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %m %Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m %d %Y", "%m/%d/%y", "%m-%d-%y"),
}
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%H:%M:%S%.f")
_OFFSETS = ("%H:%M:%S%z", "%H:%M:%S%.f%z", "%H:%M:%S %z", "%H:%M%z")
# A share below one leaves room for the odd broken cell and for total rows.
ENOUGH = 0.9
ENOUGH_OF_FEW = 0.6
TIMES = _CLOCKS


@dataclass(frozen=True)
class Profile:
    """A column in figures. Shares are of its filled cells."""

    filled: int
    empty: int
    distinct: int
    # Formats of whole days or moments that fit, by the order of day, month and year.
    moments: dict[str, tuple[str, ...]]
    times: tuple[str, ...]
    numbers: float
    decimal_comma: bool
    has_fractions: bool
    has_negatives: bool
    repeats_next: float
    example: str
    few: tuple[str, ...]

    @property
    def is_moment(self) -> bool:
        """Whether the cells are days or moments."""
        return bool(self.moments)

    @property
    def has_clock(self) -> bool:
        """Whether the cells say a time of day beside the day."""
        return any("%H" in one or "%I" in one for found in self.moments.values() for one in found)

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers."""
        return are_enough(self.numbers, self.filled)

    @property
    def is_integer(self) -> bool:
        """Whether the cells are whole numbers."""
        return self.is_number and not self.has_fractions


def are_enough(share: float, cells: int) -> bool:
    """Return whether so large a share of cells tells what a column is; of few cells two may be broken."""
    return share >= ENOUGH or (share >= ENOUGH_OF_FEW and (1 - share) * cells <= 2.01)


def profile(column: pl.Series) -> Profile:
    """Return what a column of text is like."""
    filled = column.drop_nulls()
    texts = filled.unique()
    comma = _decimal_comma(filled)
    parsed = parse_numbers(filled, decimal_comma=comma)
    good = parsed.drop_nulls().cast(pl.Float64)
    count = max(len(filled), 1)
    moments = {} if len(filled) == 0 else _moments(filled)
    return Profile(
        filled=len(filled),
        empty=len(column) - len(filled),
        distinct=len(texts),
        moments=moments,
        times=() if moments else _times(filled),
        numbers=len(good) / count if len(filled) else 0.0,
        decimal_comma=comma,
        has_fractions=bool((good != good.round(0)).any()),
        has_negatives=bool((good < 0).any()),
        repeats_next=float((filled == filled.shift(1)).sum() or 0) / count,
        example=str(filled[0])[:60] if len(filled) else "",
        few=tuple(sorted(texts.head(40).to_list())) if len(texts) <= 40 else (),
    )


def _decimal_comma(filled: pl.Series) -> bool:
    """Return whether a comma parts the cents, decided from all cells: 1.234 alone could be either."""
    tail = filled.str.extract(r"([.,])\d+\D*$", 1)
    commas, dots = int((tail == ",").sum()), int((tail == ".").sum())
    if not commas:
        return False
    if not dots:
        # 1,234 and 12,345 in every cell are thousands; anything else after a comma is a fraction.
        return not bool(filled.filter(tail == ",").str.contains(r"\d,\d{3}\D*$").all())
    both = filled.str.contains(r"\.\d{3}(\.\d{3})*,\d")
    return bool(both.any()) or commas > dots


# Two or three groups of digits with something between them, or a month's name among them; or eight digits.
_LOOKS_LIKE_A_DAY = (
    r"^\s*(\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}|(19|20)\d{6}|\d{1,2}[.\- ]+\p{L}{3,9}\.?[ \-,]+\d{2,4}"
    r"|(\p{L}{2,9}[.,]?\s+)?(\d{1,2}\.?\s+)?\p{L}{3,9}\.?\s+\d{1,4}[, ]+\d{2,4})"
)


def _moments(filled: pl.Series) -> dict[str, tuple[str, ...]]:
    sample = filled.sample(min(len(filled), 400), seed=1).str.strip_chars()
    if not are_enough(_share(sample.str.contains(_LOOKS_LIKE_A_DAY)), len(sample)):
        return {}
    sample = months_as_numbers(sample)
    found = {}
    for order, days in _DAYS.items():
        formats, share = _cover(sample, days)
        if are_enough(share, len(sample)):
            found[order] = formats
    return _possible(filled, found)


def _share(found: pl.Series) -> float:
    return float(found.mean() or 0)  # type: ignore[arg-type]  # the mean of booleans is a number


def _cover(sample: pl.Series, days: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """Return the formats with which most cells of a sample are dates, the most fitting first, and their share."""
    fits = [
        (one, len(sample) - parse_moments(sample, [one]).null_count())
        for one in _candidates(sample, days)
    ]
    rest, chosen = sample, []
    for one, count in sorted(fits, key=lambda item: -item[1])[:6]:
        if not count or rest.is_empty():
            break
        missed = rest.filter(parse_moments(rest, [one]).is_null())
        if len(missed) < len(rest):
            chosen.append(one)
            rest = missed
    return tuple(chosen), 1 - len(rest) / len(sample)


def _candidates(sample: pl.Series, days: tuple[str, ...]) -> list[str]:
    """Return the formats worth trying on a sample: those whose marks occur in it."""
    some = " ".join(sample.head(40).to_list())
    days = tuple(day for day in days if day[2] in some or day[2] == "%")
    if ":" not in some:
        return list(days)
    gaps = [gap for gap in (" ", "T", ", ") if gap.strip() in some]
    clocks = [clock for clock in _CLOCKS if "%p" not in clock or "m" in some.lower()]
    found = [f"{day}{gap}{clock}" for day in days for gap in gaps for clock in clocks]
    if any(mark in some for mark in ("+", "Z")) or sample.str.contains(r":\d\d-\d").any():
        found += [f"{day}{gap}{clock}" for day in days for gap in gaps for clock in _OFFSETS]
        found += [f"{day}T%H:%M:%SZ" for day in days]
    return [*days, *found]


def _possible(filled: pl.Series, found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Keep of several orders those that fit as many cells of the whole column as the best one does."""
    if len(found) < 2:
        return found
    fits = {order: -parse_moments(filled, formats).null_count() for order, formats in found.items()}
    best = max(fits.values())
    return {order: formats for order, formats in found.items() if fits[order] == best}


def _times(filled: pl.Series) -> tuple[str, ...]:
    if filled.is_empty():
        return ()
    sample = filled.sample(min(len(filled), 400), seed=1)
    if not are_enough(_share(sample.str.contains(r"^\s*\d{1,2}:\d{2}")), len(sample)):
        return ()
    for one in TIMES:
        if are_enough(_share(parse_times(sample, [one]).is_not_null()), len(sample)):
            return (one,)
    return ()


def share_of_words(found: Profile, kind: str) -> float:
    """Return which share of a column's few different texts are words of that kind."""
    if not found.few:
        return 0.0
    words = cell_words(kind)
    return sum(text.strip().lower() in words for text in found.few) / len(found.few)
