"""The model's attempt at a question: progress and checked sentences while it grows, a reply at its end."""

import re
from collections.abc import AsyncIterator, Iterable

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chat.analyst.reply import Block, Reply
from chat.orchestrator.contract import Asked, Ended, Event
from chat.orchestrator.evidence import Desk
from chat.orchestrator.grounding import PLACEHOLDER
from chat.orchestrator.loop import Looking, is_grounded, run_model
from chat.orchestrator.quoting import quote_block
from chat.orchestrator.steps import reply_steps
from chat.render import fill_text
from edge.lib.errors import ModelDown
from edge.merchants.tenancy import run_in_tenant
from insights.dates import day_range, locale_for
from insights.metrics.figure import Figure

LABELS = {
    "analyst": gettext_noop("Looking into your books"),
    "query_metric": gettext_noop("Measuring"),
    "search_documents": gettext_noop("Reading what people wrote"),
}
_QUOTE = re.compile(r"\{\{\s*(q\d+)\s*\}\}")
log = structlog.get_logger(__name__)


def progress(asked: Asked, tool: str) -> Event:
    """Return the one line that says what is being done."""
    with translation.override(asked.language):
        label = _(LABELS.get(tool, LABELS["analyst"]))
    return Event("tool", {"name": tool, "state": "running", "label": label})


class ModelAttempt:
    """One try; `succeeded` says afterwards whether its steps already ended the answer."""

    def __init__(self, asked: Asked, *, language: str) -> None:
        self.asked = asked
        self.language = language
        self.locale = locale_for(language, asked.merchant.country)
        self.desk = Desk(asked.merchant, asked.role, asked.now, language)
        self.sentences: list[str] = []
        self.succeeded = False

    async def steps(self) -> AsyncIterator[Event | Ended]:
        """Yield the growing answer; ends without an outcome where the model is down or says nothing that holds."""
        try:
            async for step in run_model(self.asked, self.desk):
                if isinstance(step, Looking):
                    yield progress(self.asked, step.tool)
                    continue
                self.sentences.append(PLACEHOLDER.sub(r"{{\1}}", step.text))
                yield Event("open", {"block": "0", "text": self._shown(self.sentences[-1])})
        except ModelDown as error:
            log.warning("model_down", merchant=self.asked.merchant.pk, reason=error.log_text)
            return
        if not is_grounded(self.sentences):
            log.info("model_not_grounded", merchant=self.asked.merchant.pk)
            return
        for last in await run_in_tenant(
            self.asked.merchant.pk, reply_steps, self.asked, self.reply()
        ):
            yield last
        self.succeeded = True

    def _shown(self, sentence: str) -> str:
        return fill_text(_QUOTE.sub("", sentence), self.desk.evidence.figures, self.locale) + " "

    def reply(self) -> Reply:
        """Return the sentences as a reply: words, each quote in a block of its own, and the periods they are about."""
        used = {
            name: self.desk.evidence.figures[name]
            for sentence in self.sentences
            for name in PLACEHOLDER.findall(sentence)
            if name in self.desk.evidence.figures
        }
        blocks = list(self._blocks())
        if used:
            blocks.append(Block("note", self._periods(used.values())))
        first = next(iter(used.values()), None)
        return Reply(
            status="answered",
            blocks=tuple(blocks),
            language=self.language,
            period=first.query.period if first else None,
            figures=used,
            by="model",
        )

    def _blocks(self) -> Iterable[Block]:
        words: list[str] = []
        for sentence in self.sentences:
            words.append(_QUOTE.sub("", sentence).strip())
            quotes = [self.desk.evidence.quotes[name] for name in _QUOTE.findall(sentence)]
            if quotes:
                yield Block("answer", " ".join(filter(None, words)))
                words = []
                for quote in quotes:
                    yield quote_block(self.asked, quote, self.language)
        if any(words):
            yield Block("answer", " ".join(filter(None, words)))

    def _periods(self, figures: Iterable[Figure]) -> str:
        leaves = [leaf for figure in figures for leaf in (figure.of or (figure,))]
        spans = dict.fromkeys(
            day_range(leaf.query.period, self.locale, with_year=True) for leaf in leaves
        )
        return "; ".join(spans)
