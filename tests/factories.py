"""Things that tests need, each with defaults, so that a test states only what matters to it."""

import itertools
import secrets
from typing import Any

from edge.merchants.models import Membership, Merchant, Role, User

_numbers = itertools.count(1)
PASSWORD = "correct-horse-battery"


def make_merchant(**given: Any) -> Merchant:
    """Return a new merchant; being new, it shares no row with any other test."""
    mark = f"{next(_numbers)}-{secrets.token_hex(4)}"
    return Merchant.objects.create(**{"slug": f"m-{mark}", "name": f"Merchant {mark}"} | given)


def make_user(**given: Any) -> User:
    """Return a new person with PASSWORD."""
    mark = f"{next(_numbers)}-{secrets.token_hex(4)}"
    return User.objects.create_user(
        **{"email": f"p-{mark}@example.test", "password": PASSWORD} | given
    )


def make_member(
    merchant: Merchant | None = None, role: str = Role.OWNER, **given: Any
) -> Membership:
    """Return a new person's membership, at a new merchant where none is given."""
    return Membership.objects.create(
        merchant=merchant or make_merchant(),
        user=given.pop("user", None) or make_user(**given),
        role=role,
    )
