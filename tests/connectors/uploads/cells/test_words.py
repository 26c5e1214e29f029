"""The word files are well formed, and the languages that most files are written in know the fields that matter."""

import tomllib
from collections import Counter
from typing import Any

import pytest

from connectors.uploads.cells.vocabulary import WORDS, fold
from connectors.uploads.interpreting.fields import Field

CELLS = {
    *(
        "sale",
        "refund",
        "partly_refunded",
        "reversed",
        "void",
        "pending",
        "dispute",
        "payout",
        "purchase",
    ),
    *(
        "fee",
        "tip",
        "shipping",
        "voucher",
        "deposit",
        "discount",
        "rounding",
        "cash_in",
        "cash_out",
    ),
    *("yes", "no", "totals", "item", "receipt", "payment", "payment_methods", "personal"),
}
# What more the name of a column may say.
SAID_BY_NAMES = {"invoice", "closing", "cents"}
CALENDAR = frozenset({"months", "weekdays", "am", "pm"})
MAIN = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")
MAIN_FIELDS = (
    *("date", "document", "product", "quantity", "unit_price", "amount"),
    *("tax", "discount", "refund_amount", "payment_method", "status"),
)
LANGUAGES = sorted(file.stem for file in WORDS.glob("??.toml"))

# What a till calls a column, and the field that it must be able to mean in its language.
NAMES = [
    ("de", "Betrag inkl. MwSt.", "with_tax"),
    ("de", "Summe netto", "without_tax"),
    ("de", "Bon-Nr", "document"),
    ("de", "Rückgeld", "ignore"),
    ("de", "Gegeben", "ignore"),
    ("de", "MwSt %", "tax_rate"),
    ("de", "USt-IdNr.", "ignore"),
    ("de", "PLZ", "ignore"),
    ("de", "Storno zu", "original_document"),
    ("de", "Fälligkeitsdatum", "ignore"),
    ("en", "Lineitem compare at price", "ignore"),
    ("en", "Cancelled at", "voided"),
    ("en", "Refunded Amount", "refund_amount"),
    ("en", "Change given", "ignore"),
    ("en", "Card Last4", "ignore"),
    ("en", "Subtotal", "before_discount"),
    ("en", "Net", "after_fee"),
    ("en", "Guest count", "guests"),
    ("es", "Base imponible", "without_tax"),
    ("es", "Cuota IVA", "tax"),
    ("es", "% IVA", "tax_rate"),
    ("es", "N.º factura", "document"),
    ("es", "Uds.", "quantity"),
    ("fr", "Qté", "quantity"),
    ("fr", "PU HT", "unit_price"),
    ("fr", "Total HT", "without_tax"),
    ("fr", "Prix unitaire TTC", "unit_price"),
    ("fr", "N° pièce", "document"),
    ("fr", "Rendu monnaie", "ignore"),
    ("fr", "Mode de règlement", "payment_method"),
    ("it", "Prezzo unitario", "unit_price"),
    ("it", "Aliquota IVA", "tax_rate"),
    ("it", "Imponibile", "without_tax"),
    ("it", "Resto", "ignore"),
    ("nl", "Omzet excl. btw", "without_tax"),
    ("nl", "Wisselgeld", "ignore"),
    ("nl", "Bonnr.", "document"),
    ("pl", "Wartość brutto", "with_tax"),
    ("pl", "Stawka VAT", "tax_rate"),
    ("pl", "Ilość", "quantity"),
    ("pl", "Nr paragonu", "document"),
    ("pt", "Troco", "ignore"),
    ("pt", "Forma de pagamento", "payment_method"),
    ("pt", "Valor total", "amount"),
]

# What a cell says, and what it must be able to mean in its language.
SAYINGS = [
    ("de", "Storno", "reversed"),
    ("de", "Gutschrift", "refund"),
    ("de", "Abgebrochen", "void"),
    ("de", "AVTraining", "void"),
    ("de", "Tagessumme", "totals"),
    ("en", "COMPLETE", "sale"),
    ("en", "partially_refunded", "partly_refunded"),
    ("en", "refunded", "refund"),
    ("en", "Chargeback", "dispute"),
    ("en", "authorized", "pending"),
    ("es", "Anulada", "void"),
    ("es", "Rectificativa", "reversed"),
    ("fr", "Avoir", "refund"),
    ("fr", "Extourne", "reversed"),
    ("it", "Annullo", "reversed"),
    ("it", "Nota di credito", "refund"),
    ("nl", "Geannuleerd", "void"),
    ("nl", "Creditnota", "refund"),
    ("pl", "Zwrot", "refund"),
    ("pl", "Korekta", "reversed"),
    ("pt", "Estornado", "reversed"),
    ("pt", "Pix", "payment_methods"),
]


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8"))


def _lists(words: dict[str, Any]) -> dict[str, list[str]]:
    fields = {
        key: value for key, value in words.items() if key not in CALENDAR | {"cells", "names"}
    }
    return fields | {f"cells.{key}": value for key, value in words["cells"].items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_file_has_only_keys_that_are_read(language: str) -> None:
    words = _read(language)
    assert set(words) - CALENDAR - {"cells", "names"} <= set(Field)
    assert set(words.get("names", ())) <= SAID_BY_NAMES
    assert set(words["cells"]) <= CELLS
    assert set(words) >= CALENDAR


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_says_something_and_stands_once_in_its_list(language: str) -> None:
    for key, spellings in _lists(_read(language)).items():
        counts = Counter(fold(spelling) for spelling in spellings)
        assert "" not in counts, key
        assert [word for word, times in counts.items() if times > 1] == [], key
        assert all(spelling == spelling.lower().strip() for spelling in spellings), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_names_twelve_months_and_seven_days(language: str) -> None:
    words = _read(language)
    for kind, size in (("months", 12), ("weekdays", 7)):
        assert len(words[kind]) == size
        spellings = [spelling for one in words[kind] for spelling in set(one)]
        assert all(words[kind])
        assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_is_left_out_means_nothing_else_in_its_language(language: str) -> None:
    words = _read(language)
    left_out = set(words["ignore"])
    for key, spellings in words.items():
        if key in set(Field) and key != "ignore":
            assert left_out.isdisjoint(spellings), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_two_things(language: str) -> None:
    cells = _read(language)["cells"]
    assert set(cells["yes"]).isdisjoint(cells["no"])


@pytest.mark.parametrize("language", MAIN)
def test_a_main_language_knows_the_fields_that_matter(language: str) -> None:
    words = _read(language)
    assert [field for field in MAIN_FIELDS if len(words.get(field, ())) < 3] == []
    assert [
        kind
        for kind in ("sale", "refund", "void", "totals")
        if len(words["cells"].get(kind, ())) < 3
    ] == []


@pytest.mark.parametrize(("language", "name", "field"), NAMES)
def test_a_column_name_can_mean_what_tills_mean_by_it(language: str, name: str, field: str) -> None:
    assert fold(name) in {fold(word) for word in _read(language)[field]}


@pytest.mark.parametrize(("language", "cell", "kind"), SAYINGS)
def test_a_cell_can_mean_what_tills_mean_by_it(language: str, cell: str, kind: str) -> None:
    assert fold(cell) in {fold(word) for word in _read(language)["cells"][kind]}
