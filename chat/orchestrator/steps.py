"""A finished reply as the steps of a growing answer: chips, blocks, source line, suggestions, outcome."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from chat.analyst.moments import Clock
from chat.analyst.reply import Block, Reply
from chat.analyst.speak import Speaker
from chat.chips import bench_for, chip_menus
from chat.orchestrator.contract import Asked, Ended, Event
from chat.render import to_html
from chat.reply_json import reply_json
from insights.dates import locale_for
from insights.metrics.tell import tell
from insights.tellings import TellingPlace

CHIPS, FOOT = "chips", "foot"


def reply_steps(asked: Asked, reply: Reply) -> list[Event | Ended]:
    """Return all steps of a reply and keep its figures as told, inside the merchant's context."""
    tell(asked.merchant, reply.figures.values(), TellingPlace.ANSWER, reference=asked.turn)
    stored = reply_json(reply, asked.merchant)
    with translation.override(reply.language):
        steps = [*_chips(asked, reply), *_blocks(asked, reply), *_foot(asked, reply)]
    if reply.suggestions:
        steps.append(Event("suggest", {"questions": list(reply.suggestions)}))
    return [*steps, Ended(reply.status, stored)]


def speaker_for(asked: Asked, language: str) -> Speaker:
    """Return who words an answer in a language for this merchant."""
    clock = Clock(asked.now, asked.merchant.calendar, asked.merchant.country)
    return Speaker(language, locale_for(language, asked.merchant.country), clock)


def _block(name: str, template: str, **context: Any) -> Event:
    return Event("block", {"block": name, "html": render_to_string(template, context)})


def _chips(asked: Asked, reply: Reply) -> Iterator[Event]:
    if reply.intent is None or reply.status not in {"answered", "partial"}:
        return
    bench = bench_for(asked.merchant, speaker_for(asked, reply.language), asked.role)
    menus = chip_menus(reply.intent, bench)
    yield _block(CHIPS, "chat/_chips.html", menus=menus, turn=asked.turn)


def _blocks(asked: Asked, reply: Reply) -> Iterator[Event]:
    """Yield a block for each paragraph or table; figures are told as sources of the block that shows them."""
    for place, block in enumerate(reply.blocks):
        name = str(place)
        shown = to_html(replace(reply, blocks=(_without_choices(block),)), asked.merchant)
        yield _block(
            name,
            "chat/_block.html",
            kind=block.kind,
            html=shown,
            choices=[(n, row[0]) for n, row in enumerate(block.rows)]
            if block.kind == "question"
            else [],
            can_choose=reply.intent is not None,
            missing=reply.missing,
            turn=asked.turn,
        )
        if block.kind not in {"note", "refusal", "question", "quote"} and reply.figures:
            yield Event(
                "cite", {"block": name, "figures": [one.id for one in reply.figures.values()]}
            )


def _without_choices(block: Block) -> Block:
    return replace(block, rows=()) if block.kind == "question" else block


def _foot(asked: Asked, reply: Reply) -> Iterator[Event]:
    reached = max(
        (one.data_until for one in reply.figures.values() if one.data_until), default=None
    )
    if reached is not None:
        moment = speaker_for(asked, reply.language).moment(reached)
        yield _block(FOOT, "chat/_foot.html", reached=moment)
