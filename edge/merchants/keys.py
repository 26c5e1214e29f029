"""API keys: shown once, kept as a hash, verified in constant time, revoked at once."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from edge.lib.errors import InvalidRequest, NotFound, NotLoggedIn, RateLimited
from edge.lib.ids import public_id
from edge.merchants import audit
from edge.merchants.models import ApiKey, Merchant, User
from edge.merchants.roles import Scope
from edge.merchants.tenancy import tenant_context

log = structlog.get_logger("edge.keys")
PREFIX = "sk-edge-"
LIMITS = ("rpm", "tpm", "concurrency", "budget_usd")
# Noting every use would write a row per request; a minute is enough to find unused keys.
_NOTE_USE_EVERY = timedelta(minutes=1)
# Compared with when no key has that public id, so that both answers take the same time.
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


@dataclass(frozen=True)
class KeyWish:
    """What a new key shall be called, may do, and how much of it (a minute, at once, in all)."""

    name: str
    scopes: Iterable[str]
    limits: Mapping[str, float] = field(default_factory=dict)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(
    merchant: Merchant, wish: KeyWish, *, actor: str, by: User | None = None
) -> tuple[ApiKey, str]:
    """Return a new key and its text, which is shown now and never again.

    Raises InvalidRequest for an empty name, an unknown scope or an unknown limit.
    """
    scopes = sorted({scope.strip() for scope in wish.scopes if scope.strip()})
    _check(wish, scopes)
    secret = secrets.token_urlsafe(32)
    with tenant_context(merchant):
        key = ApiKey.objects.create(
            public_id=public_id("key"),
            merchant=merchant,
            name=wish.name.strip(),
            secret_hash=hash_secret(secret),
            scopes=scopes,
            limits=dict(wish.limits),
            created_by=by,
        )
        audit.record(
            actor, merchant, "key.created", key.public_id, {"name": key.name, "scopes": scopes}
        )
    return key, f"{PREFIX}{key.public_id.removeprefix('key_')}-{secret}"


def _check(wish: KeyWish, scopes: list[str]) -> None:
    known = set(Scope)
    unknown = [scope for scope in scopes if scope.split(":")[0] not in known or len(scope) > 32]
    if not wish.name.strip():
        raise InvalidRequest("A key needs a name, so that you know later what it is for.")
    if not scopes or unknown:
        raise InvalidRequest(
            f"A key needs scopes out of {', '.join(sorted(known))}, not: {', '.join(unknown)}."
        )
    wrong = [name for name, value in wish.limits.items() if name not in LIMITS or value < 0]
    if wrong:
        raise InvalidRequest(f"These limits are not known or negative: {', '.join(wrong)}.")


def verify_key(token: str) -> ApiKey:
    """Return the live key of a bearer token, with its merchant.

    Asks the database every time: a cache would let a revoked key live on. Raises NotLoggedIn,
    whatever the cause.
    """
    mark, _, secret = token.removeprefix(PREFIX).partition("-")
    key = ApiKey.objects.select_related("merchant").filter(public_id=f"key_{mark}").first()
    matches = hmac.compare_digest(hash_secret(secret), key.secret_hash if key else _NOBODY)
    if not token.startswith(PREFIX) or key is None or not matches or key.revoked_at is not None:
        raise NotLoggedIn("This key does not hold (any more). Create a new one under Settings.")
    note_use(key)
    return key


def note_use(key: ApiKey) -> None:
    """Remember roughly when a key was last used."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > _NOTE_USE_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def count_request(key: ApiKey) -> None:
    """Count a request against the key's own limit a minute, before it is answered. Raises RateLimited.

    Where Redis does not answer nothing is counted: a limit is no reason to turn a merchant's till away.
    """
    most = key.limits.get("rpm")
    if not most:
        return
    now = time.time()
    name = f"requests:{key.public_id}:{int(now // 60)}"
    try:
        cache.add(name, 0, timeout=120)
        used = cache.incr(name)
    except (RedisError, ValueError) as lost:
        log.warning("request_not_counted", reason=str(lost))
        return
    if used > most:
        raise RateLimited(
            f"This key may make {most} requests a minute.", retry_after_s=60 - now % 60
        )


def revoke_key(
    key_public_id: str, *, actor: str, merchant: Merchant | None = None, reason: str = ""
) -> datetime:
    """Revoke a key and return since when it is; revoking twice keeps the first time.

    merchant: whose key it must be; None for the operator's shell. Raises NotFound.
    """
    found = ApiKey.objects.select_related("merchant").filter(public_id=key_public_id)
    if merchant is not None:
        found = found.filter(merchant=merchant)
    with transaction.atomic():
        key = found.select_for_update(of=("self",)).first()
        if key is None:
            raise NotFound("There is no such key.")
        if key.revoked_at is None:
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            with tenant_context(key.merchant):
                detail = {"name": key.name} | ({"reason": reason} if reason else {})
                audit.record(actor, key.merchant, "key.revoked", key.public_id, detail)
        return key.revoked_at
