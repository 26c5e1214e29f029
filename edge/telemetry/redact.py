"""Takes card numbers, addresses, phones and keys out of text before it is logged, traced or sent to a model."""

import re

_CARD = re.compile(r"(?<![\d.,])\d(?:[ \u00a0-]?\d){12,18}(?![\d.,]\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_KEY = re.compile(r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,200}")
_PHONE = re.compile(r"(?<![\w.])\+\d[\d ()/-]{7,18}\d")


def passes_luhn(digits: str) -> bool:
    """Return whether the digits end in the check digit of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _hide_card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    if digits[0] in "23456" and passes_luhn(digits):
        return f"[card …{digits[-4:]}]"
    return match.group()


def cut_cards(text: str) -> str:
    """Return the text with card numbers cut to their last four digits; for text that is about to be stored."""
    return _CARD.sub(_hide_card, text)


def redact(text: str) -> str:
    """Return the text with card numbers cut to their last four digits, and addresses, phones and keys named only."""
    text = cut_cards(text)
    text = _KEY.sub("[key]", text)
    text = _EMAIL.sub("[e-mail]", text)
    return _PHONE.sub("[phone]", text)
