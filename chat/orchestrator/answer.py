"""An answer, from the question to its last word, as steps that can be shown while it grows."""

from collections.abc import AsyncIterator
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from chat.analyst.answer import answer as ask_analyst
from chat.analyst.answer import answer_intent
from chat.analyst.intent import Intent
from chat.analyst.reply import Block, Reply
from chat.orchestrator.contract import Asked, Ended, Event
from chat.orchestrator.steps import reply_steps
from edge.merchants.roles import may_see_metric
from edge.merchants.tenancy import run_in_tenant


async def answer(asked: Asked) -> AsyncIterator[Event | Ended]:
    """Answer a question from the merchant's own books; the last step says how it ended."""
    with translation.override(asked.language):
        label = _("Looking into your books")
    yield Event("tool", {"name": "analyst", "state": "running", "label": label})
    for step in await run_in_tenant(asked.merchant.pk, answer_from_books, asked):
        yield step


def answer_from_books(asked: Asked) -> list[Event | Ended]:
    """Return the analyst's whole answer as steps, inside the merchant's context."""
    return reply_steps(asked, in_sight(asked, analyse(asked)))


def analyse(asked: Asked) -> Reply:
    """Return what the analyst says: to the intent that was chosen, else to the words."""
    if asked.intent is not None:
        intent = Intent.from_json(asked.intent)
        return answer_intent(asked.merchant, intent, now=asked.now, language=asked.language)
    return ask_analyst(asked.merchant, asked.question, now=asked.now, history=asked.history)


def in_sight(asked: Asked, reply: Reply) -> Reply:
    """Return the reply, or a refusal where the asker's role may not see what it shows."""
    by = reply.intent.by if reply.intent else None
    shown = {one.metric for figure in reply.figures.values() for one in (figure, *figure.of)}
    if all(may_see_metric(asked.role, metric, by) for metric in shown):
        return reply
    with translation.override(reply.language):
        words = _("Your role at this shop does not show these figures. Ask its owner.")
    return replace(
        reply,
        status="refused",
        blocks=(Block("refusal", words),),
        intent=None,
        figures={},
        suggestions=(),
    )
