"""Reads an export without the database: what Edge would load, beside the truth."""

import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from connectors.uploads.choices import look_at, read_file
from connectors.uploads.interpreting.reading import Reading, Said
from connectors.uploads.opening.open_file import OpenFile
from connectors.uploads.opening.sniff import sniff
from connectors.uploads.outline import outline
from edge.lib.errors import EdgeError
from edge.merchants.models import Merchant
from tests.cases.exports.books import Export, Place
from tests.cases.exports.outcome import Outcome, is_same
from tests.factories import make_merchant

_merchants: dict[Place, Merchant] = {}
FIGURES = {"gross_sales": "gross", "refunds": "refunds", "net_sales": "net", "sales_count": "sales"}


def outlined(name: str, export: Export) -> Outcome:
    """Tell what came of reading a file, without loading it."""
    if export.place not in _merchants:
        _merchants[export.place] = make_merchant(**export.place.as_merchant())
    try:
        reading, found = _read(_merchants[export.place], export)
    except EdgeError as error:
        return Outcome(name, "refused", error.code)
    except Exception as error:  # noqa: BLE001
        # Of thousands of files one that ends in a crash must not hide the others.
        return Outcome(name, "crashed", repr(error)[:300])
    if not reading.is_sure:
        return Outcome(name, "asked", " ".join(str(reading.questions[0].text).split()))
    tried = [list(_differences(found, truth)) for truth in (export.truth, *export.also_right)]
    different = min(tried, key=len)
    return Outcome(name, "wrong" if different else "right", "; ".join(different))


def _read(merchant: Merchant, export: Export) -> tuple[Reading, dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="edge-import-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(export.data)
        file = OpenFile(sniff(path, Path(folder)))
        reading = read_file(look_at(file, merchant), merchant, Said())
        if not reading.is_sure:
            return reading, {}
        return reading, outline(merchant, file, reading, lambda _rows: None)


def _differences(found: dict[str, Any], truth: dict[str, Any]) -> Iterable[str]:
    for metric, key in FIGURES.items():
        # Days without a count of receipts have sales all the same; only the books know that they are not to be told.
        wanted = [one for one in _listed(truth[metric]) if one is not None]
        got = found["total"][key]
        if wanted and not is_same(wanted, Decimal(str(got))):
            yield f"{metric} {truth[metric]} {got}"
    for key in ("first_day", "last_day"):
        if found[key] != truth[key]:
            yield f"{key} {truth[key]} {found[key]}"


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]
