"""Turns columns of text into numbers, days and times, all rows at once; what does not fit becomes null."""

import re
from collections.abc import Iterable, Sequence

import polars as pl

from connectors.uploads.cells.vocabulary import CURRENCIES, calendar_words, clock_words, fold

NUMBER = pl.Decimal(30, 6)
# Currencies and units that stand beside a number; any other word makes it a name.
_UNITS = (
    r"[A-Z]{1,3}\$|S/|kr\.?|kc|kč|zl|zł|ft|lei|leu|tl|rs\.?|fr\.?|sfr|bs|rm|rp|ден|лв\.?|грн\.?|руб\.?|р\.?|บาท|دينار"
    r"|kg|g|l|cl|ml|m|cm|x|stk\.?|st\.?|stck|pcs|pc|pce|pz|uds?|un|und|szt\.?|ks|db|шт\.?|kpl|tk|gab|vnt"
)
_BESIDE = "|".join(sorted(CURRENCIES)) + f"|{_UNITS}"
_FIRST = rf"(?i)^\s*([-−(]?)\s*(?:{_BESIDE})\s*"
_LAST = rf"(?i)\s*(?:{_BESIDE})\s*([-−)]?)\s*$"
_DROP = r"[\s\u00a0\u202f\u2009'’%円元원₣]|\p{Sc}"
_WORD = r"\p{L}[\p{L}\p{M}.]*"
_WHOLE_DAY = r"\d{1,4}[./\-]\s?\d{1,2}[./\-]\s?\d{2,4}"
_NEVER = r"[^\s\S]"
_WESTERN = {
    chr(zero + digit): str(digit)
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10)
    for digit in range(10)
} | {"٫": ".", "٬": ",", "．": ".", "，": ","}
# Digits of another script stand in a column's first rows already.
_LOOKED_AT = 1_000
# Days that a spreadsheet counts from 30 December 1899, and seconds or milliseconds since 1970.
EXCEL, EPOCH_S, EPOCH_MS = "excel", "epoch_s", "epoch_ms"
_SERIALS = {
    # What one unit is in microseconds, and where zero lies in microseconds since 1970.
    EXCEL: (86_400_000_000, -25_569 * 86_400_000_000),
    EPOCH_S: (1_000_000, 0),
    EPOCH_MS: (1_000, 0),
}
# Moments between 2000 and 2050 in each of the three.
SERIAL_RANGES = {
    EXCEL: (36_526, 54_789),
    EPOCH_S: (946_684_800, 2_524_608_000),
    EPOCH_MS: (946_684_800_000, 2_524_608_000_000),
}


def numbers(text: pl.Expr, *, decimal_comma: bool) -> pl.Expr:
    """Return text as decimals: thousands marks, currency signs, brackets and a trailing minus are understood."""
    bare = text.str.replace(_FIRST, "$1").str.replace(_LAST, "$1")
    bare = bare.str.replace_all(_DROP, "").str.replace_all("[−–]", "-")
    bare = bare.str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^([^-].*)-$", "-$1")
    bare = bare.str.replace(r"^\+", "")
    if decimal_comma:
        bare = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        bare = bare.str.replace_all(",", "", literal=True)
    bare = pl.when(bare.str.contains(r"^-?(\d+\.?\d*|\.\d+)$")).then(bare)
    return bare.cast(NUMBER, strict=False)


def in_western_digits(column: pl.Series) -> pl.Series:
    """Return a column with Arabic, Persian and Indian digits and marks as those of the West."""
    if not column.head(_LOOKED_AT).str.contains(r"[٠-٩۰-۹०-९０-９]").any():
        return column
    return column.str.replace_many(list(_WESTERN), list(_WESTERN.values()))


def parse_numbers(column: pl.Series, *, decimal_comma: bool) -> pl.Series:
    """Return a column as decimals; the plain spelling, which most files use, takes the short way."""
    column = in_western_digits(column)
    filled = column.null_count()
    quick = column.cast(NUMBER, strict=False)
    if quick.null_count() == filled and not decimal_comma:
        return quick
    frame = pl.DataFrame({"text": column})
    return frame.select(numbers(pl.col("text"), decimal_comma=decimal_comma)).to_series()


def in_plain_words(column: pl.Series, tongue: str = "") -> pl.Series:
    """Return dates with months, weekdays and halves of the day in any known language as digits, AM and PM.

    What becomes of a cell never depends on the cells beside it: pages of a file are cut anywhere. tongue: the language
    that is asked first what a month's name means.
    """
    column = column.str.replace(r"(\d{1,2})\s?h\s?(\d{2})", "$1:$2").str.replace(
        " @ ", " ", literal=True
    )
    column = column.str.replace(r"(?i)\b([ap])\.\s?m\b\.?", "${1}m")
    digits = column.str.replace(r"(\d{4})\.(\s|$)", "$1$2").str.replace(r"(\d)\.$", "$1")
    has_words = column.str.contains(r"\p{L}\.?\s?\p{L}|[年月日년월일]").fill_null(value=False)
    if not has_words.any():
        return digits
    worded = _words_as_digits(column.filter(has_words), tongue)
    return digits.scatter(has_words.arg_true(), worded)


def _words_as_digits(column: pl.Series, tongue: str) -> pl.Series:
    text = (
        column.str.to_lowercase()
        .str.replace_all(r"(\d)\s*[年月년월]\s*", "$1-")
        .str.replace_all(r"(\d)\s*[日일]", "$1 ")
        .str.replace_all(r"(\d+)(st|nd|rd|th|er|º|ª)\b", "$1")
        .str.replace_all(r"\b(de|del|di|do|at|um|kl|klo|à|a las|ore|den)\b\.?", " ")
        .str.strip_chars()
    )
    bare = _without_weekdays(text)
    known = _known_words(bare, tongue)
    spelled = text.str.replace_all(r"  +", " ")
    spelled = spelled.zip_with(column.str.contains(r"\d\s*[年년]"), column)
    has_month = _holds(bare, [word for word, meant in known.items() if meant.strip().isdigit()])
    is_known = (bare != text) | _holds(bare, known)
    for word, meant in known.items():
        bare = bare.str.replace_all(alone(word), f"${{1}}{meant}${{2}}")
    spaced = bare.str.replace_all(r"[\s,/]+", " ").str.strip_chars(" .,")
    joined = spaced.str.replace_all(r"(\d)\.? +", "$1 ").str.replace(
        r"^(\d+)[.\-]? *(\d+)[.\- ]+ *(\d+)", "$1 $2 $3"
    )
    return joined.zip_with(has_month, spaced).zip_with(is_known, spelled)


def _holds(text: pl.Series, words: Iterable[str]) -> pl.Series:
    """Return which cells hold one of some words by itself."""
    return text.str.contains("|".join(map(alone, words)) or _NEVER)


def _without_weekdays(text: pl.Series) -> pl.Series:
    """Take out words that name a month as well ("mar" is March and martes), where the day is whole without them."""
    months, weekdays = calendar_words("months"), calendar_words("weekdays")
    here = [word for word in words_in(text) if fold(word) in months]
    both = [word for word in here if fold(word) in weekdays]
    if not both:
        return text
    sure = [_WHOLE_DAY, *(alone(word) for word in here if word not in both)]
    for word in sorted(both, key=len, reverse=True):
        twice = rf"{alone(word)}.*{alone(word)}"
        is_whole = text.str.contains("|".join([*sure, twice]))
        text = text.zip_with(~is_whole, text.str.replace(alone(word), "${1} ${2}"))
    return text


def _known_words(text: pl.Series, tongue: str) -> dict[str, str]:
    """Return the words of dates that occur, as they are spelled, with what stands for each; the longest first."""
    months, weekdays = calendar_words("months", tongue), calendar_words("weekdays")
    found = {}
    for word in sorted(words_in(text), key=lambda one: (-len(one), one)):
        folded = fold(word)
        if folded in months:
            found[word] = f" {months[folded]} "
        elif folded in clock_words("am") or folded == "am":
            found[word] = "AM"
        elif folded in clock_words("pm") or folded == "pm":
            found[word] = "PM"
        elif folded in weekdays:
            found[word] = " "
    return found


def words_in(text: pl.Series) -> list[str]:
    """Return the different words of a column, each with the dots in it."""
    return text.str.extract_all(_WORD).explode().drop_nulls().unique().to_list()


def alone(word: str) -> str:
    """Return the pattern of a word by itself: "mar" begins "mardi", and the T before a clock is no Tuesday."""
    letters = r"\p{L}\p{M}" + (r"\d" if len(word) == 1 else "")
    return rf"(^|[^{letters}]){re.escape(word)}($|[^{letters}])"


def parse_moments(column: pl.Series, formats: Sequence[str]) -> pl.Series:
    """Return a column as naive moments, by the first format that fits each cell; with an offset, as moments in UTC.

    A format may begin with the language of its months: "[pl]%d %m %Y".
    """
    if formats and formats[0] in _SERIALS:
        return _from_serials(column, formats[0])
    tongue = tongue_of(formats)
    formats = [one.removeprefix(f"[{tongue}]") for one in formats]
    column = in_plain_words(in_western_digits(column).str.strip_chars(), tongue)
    has_offset = any("%z" in one or one.endswith(("Z", "UTC")) for one in formats)
    kind = pl.Datetime("us", "UTC") if has_offset else pl.Datetime("us")
    found: pl.Series | None = None
    for one in formats:
        parsed = _parse(column, one).cast(kind)
        found = parsed if found is None else found.zip_with(found.is_not_null(), parsed)
        if found.null_count() == column.null_count():
            break
    return pl.Series([None] * len(column), dtype=kind) if found is None else found


def tongue_of(formats: Sequence[str]) -> str:
    """Return the language in which formats read months, empty where any will do."""
    first = next(iter(formats), "")
    return first[1 : first.index("]")] if first.startswith("[") else ""


def in_tongue(formats: Sequence[str], tongue: str) -> tuple[str, ...]:
    """Return formats that read months in a language."""
    return tuple(f"[{tongue}]{one}" for one in formats)


def _from_serials(column: pl.Series, kind: str) -> pl.Series:
    unit, zero = _SERIALS[kind]
    first, last = SERIAL_RANGES[kind]
    number = parse_numbers(column, decimal_comma=bool(column.str.contains(",").any()))
    number = number.cast(pl.Float64)
    number = number.zip_with(number.is_between(first, last), pl.Series([None], dtype=pl.Float64))
    # A day's fraction is a decimal cut short: whole seconds are meant.
    micros = (number * unit + zero).cast(pl.Int64)
    moments = micros.cast(pl.Datetime("us")).dt.round("1s")
    return moments if kind == EXCEL else moments.dt.replace_time_zone("UTC")


def _parse(column: pl.Series, one: str) -> pl.Series:
    if "%H" in one or "%I" in one:
        parsed = column.str.to_datetime(one, strict=False, exact=True, time_unit="us")
    else:
        parsed = column.str.to_date(one, strict=False, exact=True).cast(pl.Datetime("us"))
    # %Y takes "26" for the year 26.
    return parsed.zip_with(
        parsed.dt.year().is_between(1970, 2100).fill_null(value=True),
        pl.Series([None], dtype=parsed.dtype),
    )


def parse_times(column: pl.Series, formats: Sequence[str]) -> pl.Series:
    """Return a column as times of day."""
    found: pl.Series | None = None
    column = in_plain_words(in_western_digits(column).str.strip_chars())
    column = column.str.replace(r"(?i)\s*(utc|gmt|z)$", "")
    for one in formats:
        parsed = column.str.to_time(one, strict=False)
        found = parsed if found is None else found.zip_with(found.is_not_null(), parsed)
    return pl.Series([None] * len(column), dtype=pl.Time) if found is None else found


def to_instants(local: pl.Expr, time_zone: str) -> pl.Expr:
    """Return naive local moments as instants.

    On the night the clock goes back the first of two equal times is meant; a time that the other night skips moves on
    by as much as the clock did.
    """
    exact = local.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    day = pl.duration(days=1)
    # The day before has the offset from before the change, as zoneinfo reads such a time.
    skipped = (local - day).dt.replace_time_zone(
        time_zone, ambiguous="earliest", non_existent="null"
    ).dt.convert_time_zone("UTC") + day
    return pl.coalesce(exact.dt.convert_time_zone("UTC"), skipped)


def plain_reference(text: pl.Expr) -> pl.Expr:
    """Return an id without the `.0` that a spreadsheet gave it."""
    return text.str.strip_chars().str.replace(r"^(\d+)\.0+$", "$1")
