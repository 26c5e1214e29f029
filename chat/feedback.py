"""What merchants thought of an answer."""

from chat import turns
from chat.models import Feedback, Turn
from edge.lib.errors import NotFound
from edge.merchants.models import Merchant, User

LONGEST_REASON = 500


def rate(
    merchant: Merchant, user: User, turn_public_id: str, *, is_useful: bool, reason: str = ""
) -> Feedback:
    """Keep a person's thumb on one of their own answers; a second one replaces the first.

    Call it inside the merchant's context. Raises NotFound.
    """
    asker = turns.Asker(f"user:{user.pk}")
    turn = Turn.objects.for_merchant(merchant).filter(public_id=turn_public_id, asker=asker.name)
    rated = turn.first()
    if rated is None:
        raise NotFound("There is no such answer.")
    feedback, _ = Feedback.objects.for_merchant(merchant).update_or_create(
        turn=rated,
        user=user,
        defaults={"merchant": merchant, "is_useful": is_useful, "reason": reason[:LONGEST_REASON]},
    )
    return feedback
