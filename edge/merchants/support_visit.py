"""Support visits: our staff reads one merchant's books, for a reason and a limited time."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from edge.lib.errors import InvalidRequest, NotAllowed
from edge.merchants import audit
from edge.merchants.models import Merchant, User

SESSION_KEY = "support_visit"
LASTS_S = 30 * 60
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Visit:
    """An open visit: whose books, and why."""

    merchant: Merchant
    reason: str


def begin_visit(
    user: User, merchant: Merchant, session: MutableMapping[str, Any], *, reason: str
) -> None:
    """Open a merchant's books to our staff, read-only, for half an hour; the audit log tells it.

    Raises NotAllowed for anyone else and InvalidRequest where no reason worth the name is given.
    """
    if not (user.is_staff and user.is_active):
        raise NotAllowed("Only support may open a shop that it is no member of.")
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise InvalidRequest("Say why, in a sentence: the merchant can read it in the audit log.")
    audit.record_support(user.email, merchant, "support.opened", reason=reason)
    session[SESSION_KEY] = {
        "merchant": merchant.pk,
        "reason": reason,
        "until": timezone.now().timestamp() + LASTS_S,
    }


def open_visit(user: User, session: Mapping[str, Any]) -> Visit | None:
    """Return the visit that is open in this session, or None once its time is over."""
    kept = session.get(SESSION_KEY)
    if not kept or not user.is_staff or kept["until"] < timezone.now().timestamp():
        return None
    merchant = Merchant.objects.filter(pk=kept["merchant"]).first()
    return None if merchant is None else Visit(merchant, kept["reason"])


def end_visit(user: User, session: MutableMapping[str, Any]) -> None:
    """Close the visit, if one is open."""
    visit = open_visit(user, session)
    session.pop(SESSION_KEY, None)
    if visit is not None:
        audit.record_support(user.email, visit.merchant, "support.closed", reason=visit.reason)
