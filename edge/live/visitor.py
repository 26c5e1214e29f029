"""Who is at the other end of a socket: resolved from the session anew each time it is asked."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore

from edge.lib.errors import NotLoggedIn, NotYours
from edge.merchants.access import SESSION_KEY, Access, find_access


@dataclass(frozen=True)
class Visitor:
    """A logged-in person at one of their merchants; `wanted` is the merchant that the page named."""

    session_key: str
    user_id: int
    merchant_id: int
    access: Access
    wanted: str = ""


def admit(session_key: str | None, wanted: str = "") -> Visitor:
    """Return who holds this session, at the merchant with the public id `wanted` or at their current one.

    Reads the session, the person and the memberships from the database, so that a log-out, a changed password and a
    removed member all show. Raises NotLoggedIn, and NotYours where the person is no member there.
    """
    if not session_key:
        raise NotLoggedIn("Log in to go on.")
    session = SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]  # reads the session alone
    if not user.is_authenticated:
        raise NotLoggedIn("Log in to go on.")
    chosen = dict(session.items()) | ({SESSION_KEY: wanted} if wanted else {})
    access = find_access(user, chosen)
    if access is None or (wanted and access.merchant.public_id != wanted):
        raise NotYours("You are not a member of this shop.")
    return Visitor(session_key, int(user.pk), access.merchant.pk, access, wanted)
