"""From figures to sentences: templates of one language, every number the place of a figure."""

from collections.abc import Callable

from chat.analyst.found import Found
from chat.analyst.intent import Intent
from chat.analyst.kinds import KINDS
from chat.analyst.page import Page
from chat.analyst.reply import Block, plain_label
from chat.analyst.word_rank import biggest, pair, ranking
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
        "why": _why,
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
    return page.say(key, **_sides(intent, page, comparison))


def _sides(intent: Intent, page: Page, comparison: Comparison) -> dict[str, object]:
    against = intent.against
    return {
        "metric": page.speaker.metric(comparison.now.metric),
        "what": page.speaker.what(intent),
        "when": page.speaker.when(intent.periods[0]),
        "other": page.speaker.when(against) if against else "",
        "now": comparison.now,
        "then": comparison.then,
        "change": comparison.change,
        "growth": comparison.growth,
    }


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


def _why(found: Found, page: Page) -> list[Block]:
    by_metric = {comparison.now.metric: comparison for comparison in found.comparisons}
    net = by_metric["net_sales"]
    key = "why.first" if net.change.value else "why.level"
    blocks = [Block("answer", page.say(key, **_sides(found.intent, page, net)))]
    if _is_contradicted(found.intent, net):
        blocks.append(Block("detail", page.speaker.say(f"why.not_{found.intent.claim}")))
    for name, metric in (
        ("count", "sales_count"),
        ("average", "average_sale"),
        ("refunds", "refunds"),
    ):
        own = by_metric[metric]
        if own.now.value or own.then.value:
            words = {"now": own.now, "then": own.then, "growth": own.growth}
            sentence = page.say(f"why.{name}", **words)
            if name in found.effects:
                sentence += " " + page.say("why.effect", effect=found.effects[name])
            blocks.append(Block("detail", sentence))
    if found.effects:
        blocks.append(Block("note", page.speaker.say("why.exact")))
    if found.movers:
        rows = tuple((plain_label(name), str(page.place(change))) for name, change in found.movers)
        head = (page.speaker.say("why.mover_head"), page.speaker.say("why.change_head"))
        blocks.append(Block("table", page.speaker.say("why.movers"), rows, head))
    return blocks


def _is_contradicted(intent: Intent, net: Comparison) -> bool:
    """Return whether sales did not go the way that the question takes for granted."""
    change = net.change.value or 0
    return (intent.claim == "up" and change <= 0) or (intent.claim == "down" and change >= 0)
