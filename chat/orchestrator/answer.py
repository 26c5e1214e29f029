"""An answer, from the question to its last word, as steps that can be shown while it grows."""

from collections.abc import AsyncIterator
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from chat.analyst.answer import answer as ask_analyst
from chat.analyst.answer import answer_intent
from chat.analyst.intent import Intent, Refusal
from chat.analyst.reply import Block, Reply
from chat.orchestrator.contract import Asked, Ended, Event
from chat.orchestrator.model_turn import ModelAttempt, progress
from chat.orchestrator.quoting import is_about_reviews, quote_reviews
from chat.orchestrator.steps import reply_steps
from chat.sight import may_see, may_see_figure
from edge.llm import gateway
from edge.merchants.tenancy import run_in_tenant


async def answer(asked: Asked) -> AsyncIterator[Event | Ended]:
    """Answer a question from the merchant's own books; the last step says how it ended.

    The analyst goes first and costs nothing. Where it is not sure and a model is set up, the model tries; where that
    fails, or says nothing that stands on a figure, the analyst's answer stays.
    """
    yield progress(asked, "analyst")
    reply = await run_in_tenant(asked.merchant.pk, _analyse_in_sight, asked)
    asked = replace(asked, language=reply.language)
    if reply.is_unsure and asked.intent is None and gateway.has_chat_model():
        attempt = ModelAttempt(asked, language=reply.language)
        async for step in attempt.steps():
            yield step
        if attempt.succeeded:
            return
    if is_about_reviews(reply):
        yield progress(asked, "search_documents")
        reply = await quote_reviews(asked, reply)
    for step in await run_in_tenant(asked.merchant.pk, reply_steps, asked, reply):
        yield step


def _analyse_in_sight(asked: Asked) -> Reply:
    return in_sight(asked, analyse(asked))


def analyse(asked: Asked) -> Reply:
    """Return what the analyst says: to the intent that was chosen, else to the words."""
    if asked.intent is not None:
        intent = Intent.from_json(asked.intent)
        return answer_intent(
            asked.merchant, intent, now=asked.now, language=asked.language, role=asked.role
        )
    return ask_analyst(
        asked.merchant,
        asked.question,
        now=asked.now,
        language=asked.answer_in or None,
        history=asked.history,
        role=asked.role,
    )


def in_sight(asked: Asked, reply: Reply) -> Reply:
    """Return the reply, or a refusal where the asker's role may not see what it shows."""
    is_shown = all(may_see_figure(asked.role, figure) for figure in reply.figures.values())
    intents = [*([reply.intent] if reply.intent else []), *(one.intent for one in reply.choices)]
    if is_shown and all(_may_ask(asked, intent) for intent in intents):
        return reply
    with translation.override(reply.language):
        words = _("Your role at this shop does not show these figures. Ask its owner.")
    return replace(
        reply,
        status="refused",
        refusal=Refusal("role"),
        blocks=(Block("refusal", words),),
        intent=None,
        figures={},
        choices=(),
        suggestions=(),
    )


def _may_ask(asked: Asked, intent: Intent) -> bool:
    # An answer without figures names people too: the ones between whom it asks to choose.
    dimensions = [condition.dimension for condition in intent.conditions]
    dimensions += [intent.by] if intent.by else []
    return all(may_see(asked.role, metric, dimensions) for metric in intent.metrics)
