"""Questions refused, as records: what merchants ask for in vain, and attempts at what is nobody's business."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Count, Max
from django.utils import timezone

from chat.models import RefusedTurn, Turn

log = structlog.get_logger("edge.chat")
# What the merchant's own words name ("attribute:Röstung") does not leave their books.
_NAMED = "attribute:"
_ATTEMPT = "others"


def record_refusal(turn: Turn, reply: Mapping[str, Any]) -> None:
    """Keep why a turn was refused, without its words; an attempt at others' figures or at orders to us is logged too.

    Inside the merchant's context.
    """
    told = reply["refusal"]
    reason, topic = str(told["reason"]), str(told.get("topic", ""))
    topic = "attribute" if topic.startswith(_NAMED) else topic
    RefusedTurn.objects.for_merchant(turn.merchant_id).update_or_create(
        turn=turn,
        defaults={
            "merchant_id": turn.merchant_id,
            "reason": reason,
            "topic": topic,
            "language": str(reply.get("lang") or turn.language),
        },
    )
    if reason == _ATTEMPT:
        log.warning(
            "attempt_refused",
            attempt=topic,
            merchant=turn.merchant_id,
            turn=turn.public_id,
            asker=turn.asker,
        )


@dataclass(frozen=True)
class Demand:
    """What was asked for in vain: why it was refused, which data were missing, how often, by how many merchants."""

    reason: str
    topic: str
    questions: int
    merchants: int
    last_asked: datetime


def unmet_demand(*, days: int, merchant_id: int | None = None) -> Sequence[Demand]:
    """Return what was refused in the last so many days, first what most merchants asked for; runs as edge_system.

    merchant_id: of one merchant alone. Only counts and topics: nobody's words are in it.
    """
    rows = RefusedTurn.objects.using("system").filter(
        refused_at__gt=timezone.now() - timedelta(days=days)
    )
    if merchant_id is not None:
        rows = rows.filter(merchant_id=merchant_id)
    counted = rows.values("reason", "topic").annotate(
        questions=Count("pk"),
        merchants=Count("merchant_id", distinct=True),
        last_asked=Max("refused_at"),
    )
    ranked = counted.order_by("-merchants", "-questions", "reason", "topic")
    return [Demand(**row) for row in ranked]
