"""Takes card numbers, addresses, phones and keys out of text before it is logged, traced or sent to a model."""

import re

from edge.telemetry.cards import cut_cards

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_KEY = re.compile(r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,200}")
_PHONE = re.compile(r"(?<![\w.])\+\d[\d ()/-]{7,18}\d")


def redact(text: str) -> str:
    """Return the text with card numbers cut to their last four digits, and addresses, phones and keys named only."""
    text = cut_cards(text)
    text = _KEY.sub("[key]", text)
    text = _EMAIL.sub("[e-mail]", text)
    return _PHONE.sub("[phone]", text)
