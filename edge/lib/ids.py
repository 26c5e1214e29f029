"""Public ids: a prefix that says what it is, and a UUIDv7 that sorts by time and cannot be guessed."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u


def uuid7() -> int:
    """Return a UUIDv7 as a 128-bit integer: 48 bits of milliseconds, then randomness."""
    stamp = time.time_ns() // 1_000_000
    rand_a, rand_b = secrets.randbits(12), secrets.randbits(62)
    return (stamp & (2**48 - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b


def public_id(prefix: str) -> str:
    """Return a new id such as `ins_01h…`: prefix, underscore, 26 characters that sort by time."""
    number = uuid7()
    digits = [_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"
