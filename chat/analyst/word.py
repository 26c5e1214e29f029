"""From figures to sentences: templates of one language, every number the place of a figure."""

from collections.abc import Callable
from dataclasses import dataclass

from chat.analyst.intent import Intent
from chat.analyst.plan import Found, Ranked
from chat.analyst.reply import Block, Sheet, plain_label
from chat.analyst.speak import Speaker
from insights.metrics.figure import Comparison, Figure

_SIGNED = "signed"
_CHANGES = frozenset({"change", "growth", "effect"})
_RATES = frozenset({"refund_rate"})


@dataclass(frozen=True)
class Page:
    """What an answer is written with: the speaker, and the sheet that numbers the figures."""

    speaker: Speaker
    sheet: Sheet

    def say(self, key: str, **words: object) -> str:
        """Return a sentence; figures among the words become their places, changes and growth with their sign."""
        return self.speaker.say(key, **{name: self.place(word) for name, word in words.items()})

    def place(self, word: object) -> object:
        """Return the place of a figure; anything else as it is."""
        if not isinstance(word, Figure):
            return word
        return self.sheet.put(word, _SIGNED if word.how in _CHANGES else "")


def word(found: Found, page: Page) -> list[Block]:
    """Return an answer's blocks, the answer itself first."""
    writer: Callable[[Found, Page], list[Block]] = {
        "total": _totals,
        "compare": _comparisons,
        "rank": _ranking,
        "list": _ranking,
        "share": _share,
        "why": _why,
        "pair": _pair,
        "biggest": _biggest,
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


def _ranking(found: Found, page: Page) -> list[Block]:
    intent, speaker = found.intent, page.speaker
    by = intent.by or "product"
    words = {
        "metric": speaker.metric(intent.metrics[0]),
        "what": speaker.what(intent),
        "by": speaker.by(by),
        "when": speaker.when(intent.periods[0]),
    }
    if not found.parts:
        return [Block("answer", page.say("rank.none", **words))]
    if found.intent.shape == "rank" and (intent.limit or 1) == 1:
        return _winner(found, page, words)
    rows = tuple(_row(by, page, part) for part in found.parts)
    head = (
        speaker.by(by).capitalize(),
        *(speaker.metric(figure.metric) for figure in found.parts[0].figures),
    )
    if found.parts[0].share:
        head = (*head, speaker.say("rank.share_head"))
    title = page.say("rank.list", **words)
    if found.whole is not None:
        title = page.say("rank.list_whole", whole=found.whole, **words)
    table = Block("table", title, rows, head, numbered=found.intent.shape == "rank")
    cut = found.series is not None and found.series.truncated and found.intent.shape != "rank"
    notes = [speaker.say("rank.cut")] if cut else []
    return [table, *(Block("note", text) for text in (*notes, *_left_out(found, page)))]


def _left_out(found: Found, page: Page) -> list[str]:
    """Return what a ranking of products does not show, though net sales hold it."""
    kinds = found.series.left_out if found.series is not None else ()
    if not kinds:
        return []
    said = ", ".join(page.speaker.say(f"no_product.{kind}") for kind in kinds)
    return [page.speaker.say("rank.without", kinds=said)]


def _row(by: str, page: Page, part: Ranked) -> tuple[str, ...]:
    name = page.speaker.label(by, part.point.key, part.point.label)
    cells = [str(page.place(figure)) for figure in part.figures]
    return (name, *cells, *([str(page.place(part.share))] if part.share else []))


def _winner(found: Found, page: Page, words: dict[str, str]) -> list[Block]:
    """Word a ranking of which only the first was asked: the winner, what else was asked of it, who comes next."""
    intent, by = found.intent, found.intent.by or "product"
    first, *others = found.parts
    share = ""
    if first.share:
        share = page.say(
            "rank.share", share=first.share, metric=page.speaker.metric("net_sales", begins=False)
        )
    name = page.speaker.label(by, first.point.key, first.point.label)
    sentence = page.say(
        f"rank.{intent.rank}", name=name, value=first.figures[0], share=share, **words
    )
    more = [
        page.say("rank.more", metric=page.speaker.metric(figure.metric), value=figure)
        for figure in first.figures[1:]
    ]
    blocks = [Block("answer", " ".join([sentence, *more]))]
    level = [part for part in others if part.figures[0].value == first.figures[0].value]
    if level:
        names = [
            page.speaker.label(by, part.point.key, part.point.label) for part in (first, *level)
        ]
        blocks.append(Block("detail", page.say("rank.tie", names=page.speaker.listed(names))))
    if others:
        next_ones = [
            page.say(
                "rank.next_one",
                name=page.speaker.label(by, part.point.key, part.point.label),
                value=part.figures[0],
            )
            for part in others
        ]
        blocks.append(Block("detail", page.say("rank.next", names=page.speaker.listed(next_ones))))
    return blocks


def _share(found: Found, page: Page) -> list[Block]:
    if found.share is None or found.part is None or found.whole is None:
        return _ranking(found, page)
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


def _pair(found: Found, page: Page) -> list[Block]:
    when = page.speaker.when(found.intent.periods[0])
    if not found.parts:
        return [Block("answer", page.speaker.say("pair.none", when=when))]
    names = [_pair_name(part, page) for part in found.parts]
    first = page.say("pair.first", name=names[0], value=found.parts[0].figures[0], when=when)
    blocks = [Block("answer", first)]
    if len(names) > 1:
        rest = zip(names[1:], found.parts[1:], strict=True)
        next_ones = [
            page.say("rank.next_one", name=name, value=part.figures[0]) for name, part in rest
        ]
        blocks.append(Block("detail", page.say("rank.next", names=page.speaker.listed(next_ones))))
    return blocks


def _pair_name(part: Ranked, page: Page) -> str:
    return page.speaker.label("pair", part.point.key, part.point.label)


def _biggest(found: Found, page: Page) -> list[Block]:
    speaker, intent = page.speaker, found.intent
    words = {"what": speaker.what(intent), "when": speaker.when(intent.periods[0])}
    if not found.parts:
        return [Block("answer", page.say("rank.none", **words))]
    if len(found.parts) > 1:
        rows = tuple(_row("document", page, part) for part in found.parts)
        return [Block("table", page.say("biggest.list", **words), rows, numbered=True)]
    part = found.parts[0]
    day = speaker.say("biggest.day", day=speaker.label("day", found.day, "")) if found.day else ""
    customer = speaker.say("biggest.customer", customer=found.customer) if found.customer else ""
    document = speaker.label("document", part.point.key, part.point.label)
    return [
        Block(
            "answer",
            page.say(
                "biggest.first",
                value=part.figures[0],
                document=document,
                day=day,
                customer=customer,
                **words,
            ),
        )
    ]
