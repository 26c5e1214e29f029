"""Refusals and questions back in words: what is missing, and how to bring it; never a figure."""

from chat.analyst.intent import Clarify, Condition, Refusal
from chat.analyst.reply import Block, Reply, plain_label
from chat.analyst.speak import Speaker

_MOST_CHOICES = 6
_DAYS = {"before": "refuse.before", "after": "refuse.after"}


def refusal_reply(refusal: Refusal, speaker: Speaker) -> Reply:
    """Return the reply that refuses, naming what is missing."""
    missing = (refusal.topic,) if refusal.topic and refusal.reason == "missing" else ()
    return Reply(
        status="refused",
        blocks=(Block("refusal", _sentence(refusal, speaker)),),
        language=speaker.language,
        missing=missing,
        suggestions=tuple(plain_label(name) for name in refusal.alike),
        is_unsure=refusal.is_unsure,
        refusal=refusal,
    )


def _sentence(refusal: Refusal, speaker: Speaker) -> str:
    if refusal.reason in _DAYS and refusal.day:
        return speaker.say(_DAYS[refusal.reason], day=speaker.day(refusal.day))
    if refusal.reason == "missing":
        if refusal.topic.startswith("attribute:"):
            return speaker.say(
                "refuse.attribute", name=plain_label(refusal.topic.removeprefix("attribute:"))
            )
        return speaker.say(f"refuse.{refusal.topic}")
    if refusal.reason == "future":
        return speaker.say("refuse.forecast")
    if refusal.reason == "unknown":
        return _unknown(refusal, speaker)
    return speaker.say(f"refuse.{refusal.reason}")


def _unknown(refusal: Refusal, speaker: Speaker) -> str:
    if not refusal.words:
        return speaker.say("refuse.not_measured")
    # The merchant's own words come back without digits: a refusal shows no number at all.
    words = [plain_label(word) for word in refusal.words if not any(c.isdigit() for c in word)]
    if not words:
        return speaker.say("refuse.not_measured")
    said = speaker.listed([f"“{word}”" for word in words[:4]])
    names = [plain_label(name) for name in refusal.alike]
    if names and not any(c.isdigit() for name in names for c in name):
        return speaker.say(
            "refuse.unknown_alike",
            words=said,
            names=speaker.listed(names).replace(speaker.say("what.and"), speaker.say("what.or")),
        )
    return speaker.say("refuse.unknown", words=said)


def clarify_reply(clarify: Clarify, speaker: Speaker) -> Reply:
    """Return the reply that asks which of several things is meant; each choice makes the question exact."""
    question = speaker.say("clarify.first", words=plain_label(clarify.words))
    rows = tuple((choice_name(choice, speaker),) for choice in clarify.choices[:_MOST_CHOICES])
    return Reply(
        status="clarify",
        blocks=(Block("question", question, rows),),
        language=speaker.language,
        intent=clarify.intent,
        choices=clarify.choices[:_MOST_CHOICES],
    )


def choice_name(choice: Condition, speaker: Speaker) -> str:
    """Return what a choice is called: one name, or all of them together."""
    names = speaker.names(choice)
    return speaker.say("clarify.all", names=names) if len(choice.values) > 1 else names
