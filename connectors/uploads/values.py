"""Turns columns of text into numbers, days and times, all rows at once; what does not fit becomes null."""

from collections.abc import Sequence

import polars as pl

NUMBER = pl.Decimal(30, 6)
_PLAIN_NUMBER = r"^-?\d{1,20}(\.\d{1,6})?$"
_DROP = r"[\s\u00a0\u202f'’]|[A-Za-z]{2,3}\.?|[€$£¥₣]"
_MONTHS = {
    name: f"{number:02d}"
    for number, names in enumerate(
        (
            "january januar jan",
            "february februar feb",
            "march märz maerz mar mrz",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}


def numbers(text: pl.Expr, *, decimal_comma: bool) -> pl.Expr:
    """Return text as decimals: thousands marks, currency signs, brackets and a trailing minus are understood."""
    bare = text.str.replace_all(_DROP, "").str.replace_all("−", "-", literal=True)
    bare = bare.str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^([^-].*)-$", "-$1")
    bare = bare.str.replace(r"^\+", "")
    if decimal_comma:
        bare = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        bare = bare.str.replace_all(",", "", literal=True)
    bare = pl.when(bare.str.contains(r"^-?(\d+\.?\d*|\.\d+)$")).then(bare)
    return bare.cast(NUMBER, strict=False)


def parse_numbers(column: pl.Series, *, decimal_comma: bool) -> pl.Series:
    """Return a column as decimals; the plain spelling, which most files use, takes the short way."""
    filled = column.null_count()
    quick = column.cast(NUMBER, strict=False)
    if quick.null_count() == filled and not decimal_comma:
        return quick
    frame = pl.DataFrame({"text": column})
    return frame.select(numbers(pl.col("text"), decimal_comma=decimal_comma)).to_series()


def months_as_numbers(column: pl.Series) -> pl.Series:
    """Return dates with names of months as dates with numbers; others stay as they are."""
    if not column.str.contains(r"[A-Za-zäÄ]{3}").any():
        return column
    named = column.str.to_lowercase().str.replace_all(
        r"\b(mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+", ""
    )
    word = named.str.extract(r"([a-zä]{3,9})", 1).replace_strict(_MONTHS, default=None)
    frame = pl.DataFrame({"raw": column, "text": named, "month": word})
    rewritten = (
        pl.col("text")
        .str.replace(r"[a-zä]{3,9}\.?", " #month# ")
        .str.replace("#month#", pl.col("month").fill_null(""), literal=True)
        .str.replace_all(r"[\s,.\-/]+", " ")
        .str.strip_chars()
    )
    return frame.select(
        pl.when(pl.col("month").is_not_null()).then(rewritten).otherwise(pl.col("raw"))
    ).to_series()


def parse_moments(column: pl.Series, formats: Sequence[str]) -> pl.Series:
    """Return a column as naive moments, by the first format that fits each cell; with an offset, as moments in UTC."""
    column = months_as_numbers(column.str.strip_chars())
    has_offset = any("%z" in one for one in formats)
    kind = pl.Datetime("us", "UTC") if has_offset else pl.Datetime("us")
    found: pl.Series | None = None
    for one in formats:
        parsed = _parse(column, one).cast(kind)
        found = parsed if found is None else found.zip_with(found.is_not_null(), parsed)
        if found.null_count() == column.null_count():
            break
    return pl.Series([None] * len(column), dtype=kind) if found is None else found


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
    column = column.str.strip_chars()
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
