"""What the values of a column are like: dates, numbers, few or many different texts."""

import re
from dataclasses import dataclass

import polars as pl

from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.values import (
    SERIAL_RANGES,
    in_plain_words,
    in_western_digits,
    parse_moments,
    parse_numbers,
    parse_times,
    words_in,
)
from connectors.uploads.cells.vocabulary import calendar_words, cell_words, fold, totals_in

_DAYS = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y %m %d", "%Y. %m. %d"),
    "dmy": (
        "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %m %Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y",
        "%d %m %y", "%d. %m. %Y", "%d%m%Y",
    ),
    "mdy": (
        "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m %d %Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y",
        "%m %d %y",
    ),
}  # fmt: skip
_CLOCKS = (
    "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%p %I:%M:%S", "%p %I:%M",
    "%H:%M:%S%.f", "%H.%M", "%H.%M.%S", "%Hh%M", "%H%M%S",
)  # fmt: skip
_OFFSETS = (
    "%H:%M:%S%z", "%H:%M:%S%.f%z", "%H:%M:%S %z", "%H:%M%z", "%H:%M:%SZ", "%H:%M:%S%.fZ", "%H:%MZ",
    "%H:%M:%S UTC", "%H:%M UTC",
)  # fmt: skip
# A share below one leaves room for the odd broken cell and for total rows.
ENOUGH = 0.9
ENOUGH_OF_FEW = 0.6
FEW_TEXTS = 40
SAMPLED = 400
UTC_SUFFIX = " utc"


@dataclass(frozen=True)
class Profile:
    """A column in figures. Shares are of its filled cells."""

    filled: int
    empty: int
    distinct: int
    # Formats of whole days or moments that fit, by the order of day, month and year.
    moments: dict[str, tuple[str, ...]]
    # How numbers may count moments (values.SERIAL_RANGES); a name must say so as well.
    serial: str
    times: tuple[str, ...]
    numbers: float
    decimal_comma: bool
    # Whether the column itself tells which mark parts the cents.
    decimal_is_sure: bool
    has_fractions: bool
    has_negatives: bool
    # Neighbouring cells that are equal, as a share: lines of one receipt stand together.
    repeats_next: float
    # Different texts by runs of equal cells: 1 where each text stands in one place only.
    togetherness: float
    letters: float
    length: float
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

    @property
    def fill(self) -> float:
        """The share of cells that hold something."""
        return self.filled / max(self.filled + self.empty, 1)


def are_enough(share: float, cells: int) -> bool:
    """Return whether so large a share of cells tells what a column is; of few cells two may be broken."""
    return share >= ENOUGH or (share >= ENOUGH_OF_FEW and (1 - share) * cells <= 2.01)


def profile(column: pl.Series, *, decimal_comma: bool | None = None) -> Profile:
    """Return what a column of text is like.

    decimal_comma: what the file's other columns say, where this one does not tell.
    """
    filled = column.drop_nulls()
    texts = filled.unique()
    comma, is_sure = decimal_mark(filled)
    if not is_sure and decimal_comma is not None:
        comma = decimal_comma
    parsed = parse_numbers(filled, decimal_comma=comma)
    good = parsed.drop_nulls().cast(pl.Float64)
    count = max(len(filled), 1)
    share = len(good) / count if len(filled) else 0.0
    moments = {} if len(filled) == 0 else _moments(filled)
    runs = int((filled != filled.shift(1)).sum() or 0) + 1
    return Profile(
        filled=len(filled),
        empty=len(column) - len(filled),
        distinct=len(texts),
        moments=moments,
        serial=_serial(good, share) if not moments else "",
        times=() if moments else _times(filled),
        numbers=share,
        decimal_comma=comma,
        decimal_is_sure=is_sure,
        has_fractions=bool((good != good.round(0)).any()),
        has_negatives=bool((good < 0).any()),
        repeats_next=float((filled == filled.shift(1)).sum() or 0) / count,
        togetherness=len(texts) / runs,
        letters=mean_of(filled.str.contains(r"\p{L}{2}")) if len(filled) else 0.0,
        length=mean_of(filled.str.len_chars()),
        example=str(filled[0])[:60] if len(filled) else "",
        few=tuple(sorted(texts.to_list())) if len(texts) <= FEW_TEXTS else (),
    )


def decimal_mark(filled: pl.Series) -> tuple[bool, bool]:
    """Return whether a comma parts the cents, and whether the cells prove it: 1.234 alone could be either."""
    tail = filled.str.extract(r"^[^\d]*[\d.,' \u00a0\u202f’]*([.,])\d+\D*$", 1)
    commas = filled.filter(tail == ",")
    dots = filled.filter(tail == ".")
    if commas.is_empty() and dots.is_empty():
        return False, False
    proof_comma, proof_dot = _proofs(commas, ","), _proofs(dots, ".")
    if proof_comma != proof_dot:
        return proof_comma > proof_dot, True
    # Three digits after the only mark that occurs: thousands, unless the other columns say otherwise.
    return bool(len(dots) > len(commas)), False


def _proofs(cells: pl.Series, mark: str) -> int:
    if cells.is_empty():
        return 0
    other = "," if mark == "." else "."
    kept = "\\" + mark
    is_decimal = (
        cells.str.contains(rf"{kept}(\d{{1,2}}|\d{{4,}})\D*$")
        | cells.str.contains(rf"\{other}\d{{3}}{kept}\d+\D*$")
        | cells.str.contains(rf"^\D*0{kept}\d{{3}}\D*$")
    )
    is_thousands = cells.str.contains(rf"\d{kept}\d{{3}}{kept}\d{{3}}")
    return int((is_decimal & ~is_thousands).sum())


def _serial(numbers: pl.Series, share: float) -> str:
    if not are_enough(share, len(numbers)) or numbers.is_empty():
        return ""
    for kind, (first, last) in SERIAL_RANGES.items():
        if are_enough(mean_of(numbers.is_between(first, last)), len(numbers)):
            return kind
    return ""


# Two or three groups of digits with something between them, or a month's name among them; or eight digits.
_LOOKS_LIKE_A_DAY = (
    r"^\s*(\d{1,4}\.? ?[./\-年년 ] ?\d{1,2}\.? ?[./\-月월 ] ?\d{1,4}|(19|20)\d{6}([ T]?\d{4,6})?|[0-3]\d[01]\d20\d\d"
    r"|([\p{L}\p{M}]{2,14}[.,]{0,2}\s+)?\d{1,2}[.\- ]*(de )?[\p{L}\p{M}]{3,12}\.?[ \-,]+(de )?\d{2,4}"
    r"|([\p{L}\p{M}]{2,14}[.,]?\s+)?(\d{1,2}\.?\s+(de )?)?[\p{L}\p{M}]{3,12}\.?\s+(de )?\d{1,4}[, ]+\d{2,4}"
    r"|[\p{L}\p{M}]{2,14}[.,]{0,2}\s+\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4})"
)


def _moments(filled: pl.Series) -> dict[str, tuple[str, ...]]:
    totals = totals_in(filled)
    if totals and len(totals) < len(filled) / 2:
        # Between the days stand the sums of weeks and months.
        filled = filled.filter(~filled.is_in(totals))
    sample = in_western_digits(filled.sample(min(len(filled), SAMPLED), seed=1).str.strip_chars())
    if not are_enough(mean_of(sample.str.contains(_LOOKS_LIKE_A_DAY)), len(sample)):
        return {}
    spelled, sample = sample, in_plain_words(sample)
    found = {}
    for order, days in _DAYS.items():
        formats, share = _cover(sample, days)
        if are_enough(share, len(sample)):
            found[order] = formats
    return _possible(filled, _as_spelled(spelled, found))


def _as_spelled(sample: pl.Series, found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Leave of day first and month first the one that is written: a month in words stands where it stands."""
    if not {"dmy", "mdy"} <= set(found):
        return found
    text = sample.str.to_lowercase()
    months = [word for word in words_in(text) if fold(word) in calendar_words("months")]
    if not months:
        return found
    names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    worded = text.filter(text.str.contains(rf"(^|[^\p{{L}}\p{{M}}])({names})($|[^\p{{L}}\p{{M}}])"))
    is_behind = mean_of(
        worded.str.contains(rf"\d[^\p{{L}}\d]*(d[eo]l? )?({names})($|[^\p{{L}}\p{{M}}])")
    )
    if len(worded) < len(sample) / 2 or 1 - ENOUGH < is_behind < ENOUGH:
        return found
    return {
        one: formats
        for one, formats in found.items()
        if one != ("mdy" if is_behind >= ENOUGH else "dmy")
    }


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
    some = " | ".join(sample.head(40).to_list())
    days = tuple(day for day in days if day[2] in some or day[2] == "%")
    if ":" not in some and "." not in some and "h" not in some and max(map(len, some.split())) < 12:
        return list(days)
    gaps = [gap for gap in ("T", ", ", " ", "-") if re.search(rf"\d\.?{gap}(\d|[AP]M)", some)]
    clocks = [clock for clock in _CLOCKS if ("%p" in clock) == bool(re.search("[AP]M", some))]
    clocks = [clock for clock in clocks if (":" in clock) == (":" in some)]
    if not re.search(r"\d[:.]\d\d[:.]\d\d", some):
        clocks = [clock for clock in clocks if "%S" not in clock or ":" not in clock]
    gaps = gaps or [""]
    found = [f"{day}{gap}{clock}" for day in days for gap in gaps for clock in clocks]
    has_offset = sample.str.contains(r"(:\d\d|[TZ ])([+\-]\d\d|Z$| utc$| UTC$)").any()
    if has_offset or sample.str.contains(r":\d\d ?[+\-]\d\d").any():
        found += [f"{day}{gap}{clock}" for day in days for gap in gaps for clock in _OFFSETS]
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
    sample = filled.sample(min(len(filled), SAMPLED), seed=1)
    sample = in_western_digits(sample)
    looks = r"^\s*(\p{L}{1,3}\.?\s?\p{L}?\.?\s*)?\d{1,2}[:h.]\d{2}"
    if not are_enough(mean_of(sample.str.contains(looks)), len(sample)):
        return ()
    for one in _CLOCKS:
        if are_enough(mean_of(parse_times(sample, [one]).is_not_null()), len(sample)):
            return (one,)
    return ()


def share_of_words(found: Profile, kind: str) -> float:
    """Return which share of a column's few different texts are words of that kind."""
    if not found.few:
        return 0.0
    words = cell_words(kind)
    return sum(fold(text) in words for text in found.few) / len(found.few)
