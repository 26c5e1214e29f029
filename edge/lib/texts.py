"""Texts as people and programs send them, made fit for a database: digits that are a number, no NUL."""

# A bigint holds any number of that many digits.
MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """Return a text's whole number from 0 on, of ASCII digits that a database holds; None for any other text."""
    text = text.strip()
    fits = 0 < len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()
    return int(text) if fits else None


def storable(text: str) -> str:
    """Return a text without what Postgres cannot keep: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
