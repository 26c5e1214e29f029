"""What an asker wants instead: the intent that follows from an earlier answer and one of its buttons."""

from typing import Any

from django.utils import timezone

from chat.analyst.intent import Intent
from chat.analyst.moments import Clock
from chat.analyst.speak import Speaker
from chat.chips import bench_for, changed
from chat.models import Turn
from edge.lib.errors import InvalidRequest
from edge.merchants.models import Merchant, Role
from insights.dates import locale_for


def wanted_intent(merchant: Merchant, turn: Turn, change: str, role: Role) -> dict[str, Any]:
    """Return the intent of an answered turn with one change, inside the merchant's context.

    change: what a chip's option or a choice says of itself. Raises InvalidRequest for what was not on offer.
    """
    reply = turn.reply or {}
    if not reply.get("intent"):
        raise InvalidRequest("This answer has nothing that can be changed; ask in other words.")
    intent = Intent.from_json(reply["intent"])
    part, _, to = change.partition("=")
    if part == "choice":
        return _chosen(reply.get("choices", []), to).to_json()
    clock = Clock(turn.as_of or timezone.now(), merchant.calendar, merchant.country)
    language = str(reply.get("lang") or turn.language)
    speaker = Speaker(language, locale_for(language, merchant.country), clock)
    return changed(intent, change, bench_for(merchant, speaker, role)).to_json()


def _chosen(choices: list[dict[str, Any]], place: str) -> Intent:
    if not place.isdigit() or int(place) >= len(choices):
        raise InvalidRequest("There is no such choice.")
    return Intent.from_json(choices[int(place)]["intent"])
