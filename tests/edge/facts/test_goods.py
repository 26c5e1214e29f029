"""What stands among the items and is none: suggested by its name or by how it is sold, marked by the merchant."""

import pytest

from edge.facts.goods import kind_by_name, mark, marked, suggestions
from edge.lib.errors import NotFound
from tests.edge.facts.books import load_lines


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("POSTAGE", "shipping"),
        ("DOTCOM POSTAGE", "shipping"),
        ("Versandkosten", "shipping"),
        ("Liefergebühr Zone 2", "shipping"),
        ("Frais de port", "shipping"),
        ("Flaschenpfand 0,25", "deposit"),
        ("Gift Voucher £20", "voucher"),
        ("AMAZON FEE", "fee"),
        ("Trinkgeld", "tip"),
        ("Wysyłka", "shipping"),
        ("Delivery bag red", None),
        ("POSTAGE STAMP MUG", None),
        ("Tipi tent", None),
        ("Cake", None),
    ],
)
def test_a_name_says_what_it_is(name, kind):
    assert kind_by_name(name) == kind


def test_suggested_until_the_merchant_has_spoken(merchant):
    load_lines(merchant, ("1", "Tea", 1, "2"), ("1", "Postage", 1, "4"), ("2", "Pfand", 1, "3"))
    assert [(one.product.code, one.kind, one.reason) for one in suggestions(merchant)] == [
        ("Postage", "shipping", "word"),
        ("Pfand", "deposit", "word"),
    ]

    mark(merchant, "Postage", "shipping")
    mark(merchant, "Pfand", "product")

    assert suggestions(merchant) == []
    assert [one.code for one in marked(merchant)] == ["Postage"]


def test_what_nobody_sells_cannot_be_marked(merchant, other_merchant):
    load_lines(other_merchant, ("1", "Postage", 1, "4"))

    with pytest.raises(NotFound):
        mark(merchant, "Postage", "shipping")
