"""The sequence-numbered log: append events to a stream, replay them from any point."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from edge.live import wake
from edge.live.models import LogEntry
from edge.merchants.models import Merchant
from edge.merchants.tenancy import current_merchant_id

FEED = "feed"
PAGE = 500
RESERVED = frozenset({"v", "stream", "seq", "type"})


def append(
    merchant: Merchant | int, stream: str, kind: str, body: Mapping[str, Any] | None = None
) -> int:
    """Write one event and return its number in the stream; readers wake when the transaction commits.

    Call it late in the transaction: other writers of the same stream wait until it ends, which is what keeps the
    numbers free of gaps and in the order of commits.
    """
    return append_all(merchant, stream, [(kind, body or {})])


def append_all(
    merchant: Merchant | int, stream: str, events: Iterable[tuple[str, Mapping[str, Any]]]
) -> int:
    """Write several events, numbered one after the other, and return the last number."""
    merchant_id = merchant if isinstance(merchant, int) else merchant.pk
    if current_merchant_id() != merchant_id:
        raise RuntimeError("an event is appended outside its merchant's context")
    with connection.cursor() as cursor:
        # A lock on the name, since the first event of a stream has no row to lock yet.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{merchant_id}:{stream}"]
        )
    last = head(merchant_id, stream)
    rows = [
        LogEntry(merchant_id=merchant_id, stream=stream, seq=seq, type=kind, body=_checked(body))
        for seq, (kind, body) in enumerate(events, start=last + 1)
    ]
    if not rows:
        return last
    LogEntry.objects.bulk_create(rows)
    seq = rows[-1].seq
    transaction.on_commit(
        partial(wake.wake, wake.merchant_group(merchant_id), "live.wake", stream=stream, seq=seq),
        robust=True,
    )
    return seq


def head(merchant: Merchant | int, stream: str) -> int:
    """Return the number of the stream's last event, 0 where it has none."""
    found = LogEntry.objects.for_merchant(merchant).filter(stream=stream).aggregate(last=Max("seq"))
    return found["last"] or 0


def heads(merchant: Merchant | int, streams: Iterable[str]) -> dict[str, int]:
    """Return the last numbers of several streams; those without events are left out."""
    rows = LogEntry.objects.for_merchant(merchant).filter(stream__in=list(streams))
    return dict(rows.values_list("stream").annotate(last=Max("seq")))


def replay(
    merchant: Merchant | int, stream: str, since: int = 0, *, limit: int = PAGE
) -> list[LogEntry]:
    """Return the events after number `since`, oldest first, at most `limit` of them."""
    rows = LogEntry.objects.for_merchant(merchant).filter(stream=stream, seq__gt=since)
    return list(rows.order_by("seq")[:limit])


def frame(entry: LogEntry) -> dict[str, Any]:
    """Return an event as it travels, on the socket and in the API alike."""
    return {"v": 1, "stream": entry.stream, "seq": entry.seq, "type": entry.type, **entry.body}


def _checked(body: Mapping[str, Any]) -> dict[str, Any]:
    taken = RESERVED & body.keys()
    if taken:
        raise ValueError(f"an event's body may not say {', '.join(sorted(taken))}")
    return dict(body)
