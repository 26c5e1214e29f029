"""From figures to sentences: templates of one language, every number the place of a figure."""

from collections.abc import Callable

from chat.analyst.found import Found
from chat.analyst.intent import Intent
from chat.analyst.kinds import KINDS
from chat.analyst.page import Page, sides
from chat.analyst.reply import Block
from chat.analyst.word_rank import biggest, pair, ranking
from chat.analyst.word_why import why
from insights.metrics.figure import Comparison, Figure

_RATES = frozenset({"refund_rate"})


def word(found: Found, page: Page) -> list[Block]:
    """Return an answer's blocks, the answer itself first."""
    if found.intent.shape in KINDS:
        return KINDS[found.intent.shape].word(found.detail, found.intent, page)
    writer: Callable[[Found, Page], list[Block]] = {
        "total": _totals,
        "compare": _comparisons,
        "rank": ranking,
        "list": ranking,
        "share": _share,
        "why": why,
        "pair": pair,
        "biggest": biggest,
    }[found.intent.shape]
    return writer(found, page)


def _totals(found: Found, page: Page) -> list[Block]:
    blocks: list[Block] = []
    intent = found.intent
    what = page.speaker.what(intent)
    if found.sums:
        days = page.speaker.listed([page.speaker.when(when) for when, _ in found.totals])
        for figure in found.sums:
            metric = page.speaker.metric(figure.metric)
            blocks.append(
                Block(
                    "answer",
                    page.say("total.sum", metric=metric, what=what, when=days, value=figure),
                )
            )
    for when, figures in found.totals:
        sentences = [_total(intent, page, what, page.speaker.when(when), figures[0])]
        sentences += [
            page.say("total.further", metric=page.speaker.metric(figure.metric), value=figure)
            for figure in figures[1:]
        ]
        blocks.append(Block("detail" if blocks else "answer", " ".join(sentences)))
    return blocks


def _total(intent: Intent, page: Page, what: str, when: str, figure: Figure) -> str:
    divided = intent.per is not None and figure.how != "measured"
    key = f"total.per_{intent.per}" if divided else "total.first"
    return page.say(
        key, metric=page.speaker.metric(figure.metric), what=what, when=when, value=figure
    )


def _comparisons(found: Found, page: Page) -> list[Block]:
    return [
        Block("detail" if place else "answer", _comparison(found.intent, page, comparison))
        for place, comparison in enumerate(found.comparisons)
    ]


def _comparison(intent: Intent, page: Page, comparison: Comparison) -> str:
    key = "compare.growth"
    if comparison.now.metric in _RATES:
        key = "compare.values"
    elif comparison.growth.value is None:
        key = "compare.difference"
    return page.say(key, **sides(intent, page, comparison))


def _share(found: Found, page: Page) -> list[Block]:
    if found.share is None or found.part is None or found.whole is None:
        return ranking(found, page)
    speaker, intent = page.speaker, found.intent
    when = speaker.when(intent.periods[0])
    if found.share.value is None:
        return [Block("answer", page.say("share.nothing", when=when, whole=found.whole))]
    base = speaker.what(intent.but(hours=None)) if intent.hours else ""
    names = speaker.what(intent.but(conditions=())) if intent.hours else speaker.what(intent)
    if found.part.metric != found.whole.metric:
        names = " " + speaker.metric(found.part.metric, begins=False)
    metric = speaker.metric(found.whole.metric, begins=False)
    words = {
        "share": found.share,
        "whole_metric": metric,
        "base": base,
        "when": when,
        "what": names,
    }
    return [Block("answer", page.say("share.first", part=found.part, whole=found.whole, **words))]
