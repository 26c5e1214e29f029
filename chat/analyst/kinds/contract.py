"""What a further kind of question is: what it needs, how its answer is measured and worded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chat.analyst.intent import Intent
from chat.analyst.page import Page
from chat.analyst.reply import Block
from edge.merchants.models import Merchant


@dataclass(frozen=True)
class Kind:
    """One kind of question with an answer of its own; its key is the intent's shape.

    plan: measures, inside the merchant's tenant_context; whatever it returns is handed to word, so Any is what joins
    the two. metrics: what is asked of where the question names none. needs: what the books must hold, by keys of
    metrics and dimensions. takes: meanings of words that this kind takes up beside its own.
    """

    key: str
    plan: Callable[[Merchant, Intent], Any]
    word: Callable[[Any, Intent, Page], list[Block]]
    metrics: tuple[str, ...] = ("net_sales",)
    needs: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()
