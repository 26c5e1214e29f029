"""The audit log: who did what to what, when and why; rows are only ever added."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator

from edge.merchants.models import AuditEntry, Merchant
from edge.merchants.tenancy import tenant_context


def record(
    actor: str,
    merchant: Merchant,
    action: str,
    target: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down that `actor` (an e-mail, a key's public id, a process) did `action` to `target`.

    Joins the caller's transaction, so that the deed and its record are kept or lost together. The
    detail holds what changed, never a secret.
    """
    with tenant_context(merchant):
        AuditEntry.objects.create(
            merchant=merchant,
            actor=actor[:160],
            action=action,
            target=target[:160],
            detail=dict(detail or {}),
        )


def record_support(
    actor: str, merchant: Merchant, action: str, *, reason: str, target: str = ""
) -> None:
    """Write down what our staff did in a merchant's books, and the reason given for it."""
    with tenant_context(merchant):
        AuditEntry.objects.create(
            merchant=merchant,
            actor=actor[:160],
            action=action,
            target=target[:160],
            reason=reason[:400],
        )


def entries_of(merchant: Merchant, page: str | int) -> Page[AuditEntry]:
    """Return one page of a merchant's log, newest first, already read."""
    with tenant_context(merchant):
        entries = AuditEntry.objects.filter(merchant=merchant).order_by("-at", "-pk")
        found = Paginator(entries, 50).get_page(page)
        found.object_list = list(found.object_list)
    return found
