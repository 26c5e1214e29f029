"""Writes that may be sent twice: the first one's reply is kept for a day, byte for byte, and given to every repeat."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from edge.lib.errors import Conflict, InvalidRequest
from edge.merchants.models import Merchant, StoredReply
from edge.merchants.tenancy import tenant_context

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
# A first request that has not answered by then is dead: the next one takes over.
LEASE_S = settings.IDEMPOTENCY_LEASE_S


@dataclass(frozen=True)
class Request:
    """A write: which operation, under which idempotency key, with which body."""

    operation: str
    key: str
    body: bytes

    @property
    def body_hash(self) -> str:
        """What a repeat's body must match."""
        return hashlib.sha256(self.body).hexdigest()


def answer_once(
    merchant: Merchant, request: Request, work: Callable[[], tuple[int, dict[str, Any]]]
) -> HttpResponse:
    """Return the reply of `work`, done once however often the request comes; (status, JSON object).

    Work and reply are one transaction: a crash leaves neither, and the repeat does the work. An error is not kept,
    for nothing was done. Raises InvalidRequest for a missing or overlong key, and for a key that came with another
    body; Conflict with retry_after_s while the first is at work.
    """
    if not request.key or len(request.key) > LONGEST_KEY:
        raise InvalidRequest(
            "Send an Idempotency-Key of at most 255 characters.", code="idempotency_key_missing"
        )
    owner = secrets.token_hex(16)
    kept = _claim(merchant, request, owner)
    if kept is not None:
        return _reply(kept, is_repeat=True)
    try:
        with tenant_context(merchant):
            status, told = work()
            body = json.dumps(told, ensure_ascii=False).encode()
            if not _rows(merchant, request).filter(owner=owner).update(status=status, body=body):
                # Another request took over, because this one was slower than its lease.
                raise _in_flight()
    except Exception:
        _give_back(merchant, request, owner)
        raise
    return _reply(StoredReply(status=status, body=body), is_repeat=False)


def _claim(merchant: Merchant, request: Request, owner: str) -> StoredReply | None:
    """Return the kept reply, or None once the work is `owner`'s to do."""
    now = timezone.now()
    with tenant_context(merchant):
        StoredReply.objects.filter(merchant=merchant, created_at__lt=now - KEPT).delete()
        fresh = StoredReply(
            merchant=merchant,
            operation=request.operation,
            key=request.key,
            body_hash=request.body_hash,
            owner=owner,
            lease_until=now + timedelta(seconds=LEASE_S),
        )
        # The unique index decides who was first, also among requests that come at once.
        StoredReply.objects.bulk_create([fresh], ignore_conflicts=True)
        kept = _rows(merchant, request).select_for_update().get()
        if kept.body_hash != request.body_hash:
            raise InvalidRequest(
                "This Idempotency-Key was used for another request.", code="idempotency_key_reused"
            )
        if kept.status is not None:
            return kept
        if kept.owner != owner:
            if kept.lease_until > now:
                raise _in_flight()
            _rows(merchant, request).update(owner=owner, lease_until=fresh.lease_until)
    return None


def _in_flight() -> Conflict:
    return Conflict(
        "The first request with this Idempotency-Key is still at work.",
        retry_after_s=1.0,
        code="in_flight",
    )


def _give_back(merchant: Merchant, request: Request, owner: str) -> None:
    with tenant_context(merchant):
        _rows(merchant, request).filter(owner=owner, status=None).delete()


def _rows(merchant: Merchant, request: Request) -> QuerySet[StoredReply]:
    return StoredReply.objects.filter(
        merchant=merchant, operation=request.operation, key=request.key
    )


def _reply(stored: StoredReply, *, is_repeat: bool) -> HttpResponse:
    response = HttpResponse(
        bytes(stored.body or b""), status=stored.status, content_type="application/json"
    )
    if is_repeat:
        response["Idempotent-Replayed"] = "true"
    return response
