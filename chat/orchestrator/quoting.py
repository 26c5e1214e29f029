"""Answers what people say with their own words: quotes of reviews, each with who wrote it and when."""

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.analyst.reply import Block, Reply, plain_label
from chat.orchestrator.contract import Asked
from edge.facts.voices import REVIEWS
from edge.lib.errors import ModelDown
from edge.llm import gateway
from edge.merchants.tenancy import run_in_tenant
from edge.retrieval.search import Question, Quote, Scope, search
from insights.dates import locale_for, long_day

TOPICS = frozenset({"reviews", "complaints"})
MOST_QUOTES = 5
COMPLAINT_STARS = 3


def is_about_reviews(reply: Reply) -> bool:
    """Return whether the analyst refused only because reviews cannot be counted."""
    return reply.status == "refused" and bool(TOPICS.intersection(reply.missing))


async def quote_reviews(asked: Asked, refusal: Reply) -> Reply:
    """Return the refusal's question answered with quotes, or the refusal itself where no review is there."""
    question = await embedded(asked.question)
    quotes = await run_in_tenant(
        asked.merchant.pk, _find, asked, question, "complaints" in refusal.missing
    )
    if not quotes:
        return refusal
    with translation.override(refusal.language):
        lead = (
            _("This is what guests complain about, in their own words:")
            if "complaints" in refusal.missing
            else _("This is what guests wrote, in their own words:")
        )
        blocks = [
            Block("answer", lead),
            *(quote_block(asked, quote, refusal.language) for quote in quotes),
        ]
        if question.vector is None:
            blocks.append(Block("note", _("Found by words alone: no embedding model is set up.")))
    return replace(refusal, status="answered", blocks=tuple(blocks), missing=(), is_unsure=False)


async def embedded(text: str) -> Question:
    """Return a question with its vector where there is a model; no transaction is open meanwhile."""
    if not gateway.has_embedder():
        return Question(text)
    try:
        [vector] = await gateway.embed([text], "query")
        return Question(text, vector, await gateway.embedding_model())
    except ModelDown:
        return Question(text)


def _find(asked: Asked, question: Question, only_complaints: bool) -> list[Quote]:  # private
    scope = Scope(
        (REVIEWS,),
        last=asked.merchant.calendar.business_date(asked.now),
        most_stars=COMPLAINT_STARS if only_complaints else None,
    )
    return search(asked.merchant, question, scope, limit=MOST_QUOTES)


def quote_block(asked: Asked, quote: Quote, language: str) -> Block:
    """Return a quote as a block: the words as they were written, then author, source, stars, date and id."""
    with translation.override(language):
        day = long_day(quote.happened_on, locale_for(language, asked.merchant.country))
        stars = quote.facets.get("rating")
        rated = ngettext("%(n)d star", "%(n)d stars", stars) % {"n": stars} if stars else ""
    told = (quote.facets.get("author"), quote.facets.get("source"), rated, day, quote.key)
    return Block(
        "quote",
        plain_label(quote.text),
        head=tuple(plain_label(str(part)) for part in told if part),
    )
