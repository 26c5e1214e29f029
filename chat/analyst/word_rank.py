"""Words of rankings and lists."""

from chat.analyst.found import Found, Ranked
from chat.analyst.page import Page
from chat.analyst.reply import Block


def ranking(found: Found, page: Page) -> list[Block]:
    """Word a ranking or list: its winner, or a table of its parts."""
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
        speaker.head(by).capitalize(),
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


def pair(found: Found, page: Page) -> list[Block]:
    """Word what was bought together."""
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


def biggest(found: Found, page: Page) -> list[Block]:
    """Word the largest single orders."""
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
