"""Lines that stand among the items and are none, such as postage: what Edge suggests, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from connectors.pages.formats import Words
from edge.facts.goods import Suggestion

KINDS = {
    "shipping": _lazy("postage"),
    "fee": _lazy("a fee"),
    "adjustment": _lazy("an adjustment"),
    "deposit": _lazy("a deposit"),
    "voucher": _lazy("a voucher"),
    "tip": _lazy("a tip"),
    "discount": _lazy("a discount"),
    "product": _lazy("a product"),
}


@dataclass(frozen=True)
class Good:
    """One suggestion: what stands among the items, why it looks like none, what it may be."""

    code: str
    name: str
    kind: str
    kind_words: str
    says: str


def goods_words(found: Sequence[Suggestion], words: Words) -> list[Good]:
    """Return the suggestions as the data page tells them."""
    return [_good(one, words) for one in found]


def _good(found: Suggestion, words: Words) -> Good:
    text = ngettext("%(count)s line, %(sum)s", "%(count)s lines, %(sum)s", found.lines)
    told = {
        "count": words.count(found.lines),
        "sum": words.minor(found.amount_minor, found.currency),
    }
    why = _("by its name") if found.reason == "word" else _("by how it is sold")
    return Good(
        code=found.product.code,
        name=found.product.name or found.product.code,
        kind=found.kind,
        kind_words=str(KINDS.get(found.kind, found.kind)),
        says=f"{text % told}; {why}",
    )
