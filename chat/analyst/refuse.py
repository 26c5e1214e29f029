"""Refusals and questions back in words: what is missing, and how to bring it; never a figure."""

from chat.analyst.intent import Choice, Clarify, Intent, Refusal
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
    key = "clarify.unknown" if clarify.is_unknown else "clarify.first"
    question = speaker.say(key, words=plain_label(clarify.words))
    rows = tuple((choice_name(choice, speaker),) for choice in clarify.choices[:_MOST_CHOICES])
    return Reply(
        status="clarify",
        blocks=(Block("question", question, rows),),
        language=speaker.language,
        intent=clarify.intent or clarify.choices[0].intent,
        choices=clarify.choices[:_MOST_CHOICES],
    )


def choice_name(choice: Choice, speaker: Speaker) -> str:
    """Return what a choice is called: the thing it names, all of them together, or the whole reading."""
    if choice.condition is None:
        return _told(choice.intent, speaker)
    names = speaker.names(choice.condition)
    several = len(choice.condition.values) > 1
    return speaker.say("clarify.all", names=names) if several else names


def _told(intent: Intent, speaker: Speaker) -> str:
    """Return an intent in words: what, of what, split by what, when, against what."""
    parts = [speaker.listed([speaker.metric(key) for key in intent.metrics])]
    parts += [speaker.what(intent).strip(), speaker.by(intent.by) if intent.by else ""]
    parts += [speaker.when(when) for when in intent.periods]
    parts += [speaker.when(intent.against)] if intent.against else []
    return " · ".join(part for part in parts if part)
