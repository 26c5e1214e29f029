"""Who may write a turn's answer: a lease that is claimed, held, given back or runs out."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from chat.models import OPEN, Status, Turn
from edge.lib.errors import Conflict


class LeaseLost(Conflict):
    """The turn was stopped, or another process took it over: this one may write no more."""


@dataclass(frozen=True)
class Claim:
    """The right to answer one turn, as long as its token stands in the row."""

    turn_id: int
    merchant_id: int
    token: uuid.UUID
    attempt: int


def lease_end() -> Combinable:
    """Return when a lease taken now ends, by the database's clock: machines may disagree about the time."""
    return Now() + timedelta(seconds=settings.TURN_LEASE_S)


def claim(limit: int) -> list[Claim]:
    """Take up to `limit` turns that wait, or whose holder let its lease run out; oldest first.

    Crosses merchants and so runs as edge_system. Of one conversation only the first open turn is taken: the next
    one builds on its answer. Two processes that claim at once never get the same turn.
    """
    earlier = Turn.objects.using("system").filter(
        conversation=OuterRef("conversation"), number__lt=OuterRef("number"), status__in=OPEN
    )
    ripe = Q(status=Status.WAITING) | Q(status=Status.RUNNING, lease_until__lt=Now())
    with transaction.atomic(using="system"):
        rows = (
            Turn.objects.using("system")
            .filter(ripe, ~Exists(earlier))
            .order_by("asked_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", "merchant_id", "attempts")[:limit]
        )
        claims = [
            Claim(turn_id, merchant_id, uuid.uuid4(), attempts + 1)
            for turn_id, merchant_id, attempts in rows
        ]
        for taken in claims:
            Turn.objects.using("system").filter(pk=taken.turn_id).update(
                status=Status.RUNNING,
                lease_token=taken.token,
                lease_until=lease_end(),
                attempts=taken.attempt,
                started_at=Now(),
            )
    return claims


def hold(claim: Claim) -> None:
    """Renew a lease and lock the turn's row until the transaction ends; raises LeaseLost.

    Whatever a holder writes, it writes in the same transaction after this: so an answer has one writer.
    """
    held = (
        Turn.objects.for_merchant(claim.merchant_id)
        .filter(pk=claim.turn_id, status=Status.RUNNING, lease_token=claim.token)
        .update(lease_until=lease_end())
    )
    if not held:
        raise LeaseLost("This answer was stopped, or is written by another process.")


def release(claim: Claim) -> None:
    """Give a turn back unanswered, so that the next process takes it at once; the attempt does not count."""
    Turn.objects.for_merchant(claim.merchant_id).filter(
        pk=claim.turn_id, status=Status.RUNNING, lease_token=claim.token
    ).update(status=Status.WAITING, lease_token=None, lease_until=None, attempts=F("attempts") - 1)
