"""Sheets and cells made to keep a reader busy: measured before anything opens them."""

import io
import time
import zipfile

import pytest

from connectors.uploads.opening.header import find_header
from connectors.uploads.opening.sheet_size import check_sheets
from connectors.uploads.opening.sniff import sniff
from edge.lib.errors import FileUnreadable
from tests.connectors.files import PIZZA, make_workbook

FAR = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


SHARED = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 1_000


def with_sheet(rows, *, entry="xl/worksheets/sheet1.xml", more=(), extra="<x/>"):
    """Return a workbook whose sheet holds the XML of these rows, with more entries."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_workbook([["Date", "Amount"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode().replace("worksheets/sheet1.xml", entry[3:])
            if name == "xl/worksheets/sheet1.xml":
                name = entry
                start, _, rest = text.partition("<sheetData>")
                text = f"{start}<sheetData>{rows}{rest}"
            new.writestr(name, text)
        for name in more:
            new.writestr(name, extra)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(with_sheet(FAR), "sheet_too_large", id="far corner"),
        pytest.param(with_sheet(FAR, entry="xl/odd.bin"), "sheet_too_large", id="another name"),
        pytest.param(
            with_sheet('<row r="30000000"><c><v>2</v></c></row>'),
            "sheet_too_large",
            id="row without a cell's place",
        ),
        pytest.param(
            with_sheet('<row r="1"><c r="AMJ1"><v>2</v></c></row>'), "sheet_too_large", id="wide"
        ),
        pytest.param(
            with_sheet('<row r="1"><c r="A"><v>2</v></c></row>'), "damaged", id="no place"
        ),
        pytest.param(
            with_sheet(
                SHARED,
                more=["xl/sharedStrings.xml"],
                extra=f"<sst><si><t>{'x' * 300_000}</t></si></sst>",
            ),
            "sheet_too_large",
            id="one long text in every cell",
        ),
        pytest.param(with_sheet("<row>"), "damaged", id="torn XML"),
        pytest.param(with_sheet("", more=["content.xml"]), "not_a_table", id="OpenDocument"),
        pytest.param(with_sheet("", more=["xl/workbook.bin"]), "not_a_table", id="binary workbook"),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused_unopened(tmp_path, data, code):
    path = tmp_path / "upload"
    path.write_bytes(data)

    with pytest.raises(FileUnreadable) as refused:
        sniff(path, tmp_path)

    assert refused.value.code == code
    assert refused.value.kept
    assert refused.value.mend


def test_cells_that_are_only_painted_do_not_count(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(with_sheet('<row r="1048576"><c r="XFD1048576" s="1"/></row>'))

    check_sheets(path)


def test_an_ordinary_workbook_passes(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(make_workbook([line.split(",") for line in PIZZA.strip().split("\n")]))

    assert sniff(path, tmp_path).columns[0] == "order_id"


def test_an_entry_that_lies_about_its_size_is_read_to_its_end(tmp_path):
    path = tmp_path / "upload"
    data = with_sheet(FAR)
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    # The unpacked size in the directory: 24 bytes into the entry.
    path.write_bytes(data[: at + 24] + (40).to_bytes(4, "little") + data[at + 28 :])

    with pytest.raises(FileUnreadable) as refused:
        sniff(path, tmp_path)

    assert refused.value.code == "sheet_too_large"


def test_a_huge_cell_is_decided_at_once():
    started = time.perf_counter()

    find_header([["1" * 100_000 + "x", "1" * 100_000 + "x"], ["1", "2"]], 2)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("row", "at"),
    [(["2026-01-01", "€ 2.50"], -1), (["Day", "Amount"], 0), (["(1,000.00)", "12 %"], -1)],
)
def test_values_name_no_columns(row, at):
    assert find_header([row], 2).at == at
