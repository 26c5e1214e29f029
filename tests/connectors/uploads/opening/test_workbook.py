"""Workbooks: the sheet with the rows is found, and each cell is text as a person would write it."""

import pytest

from edge.lib.errors import FileUnreadable
from tests.cases.hostile.parts import open_document, table, workbook, zipped
from tests.connectors.uploads.opening.read import read

HEAD, *ROWS = table(6)
NAMES = ("Date", "Item", "Amount")


@pytest.mark.parametrize(
    ("sheets", "name", "count"),
    [
        (
            {
                "Summary": [["Month", "Total"], ["January", 100], ["February", 200]],
                "Sales": table(40),
            },
            "Sales",
            40,
        ),
        ({"Notes": [[f"note {n}", "x"] for n in range(300)], "Sales": table(40)}, "Sales", 40),
        ({"Jan": [HEAD, *ROWS[:2]], "Feb": [HEAD, *ROWS[2:]]}, "Jan, Feb", 6),
        ({"All": [HEAD, *ROWS], "Jan": [HEAD, *ROWS[:2]], "Feb": [HEAD, *ROWS[2:]]}, "All", 6),
    ],
)
def test_the_sheets_with_the_rows_are_read(tmp_path, sheets, name, count):
    dialect, rows = read(workbook(sheets), tmp_path)

    assert (dialect.sheet, dialect.columns) == (name, NAMES)
    assert len(rows) == count
    assert len({row[0] for row in rows}) == count


def test_hidden_sheets_are_left_out(tmp_path):
    dialect, rows = read(workbook({"Old": table(90), "Sales": table(6)}, hidden=("Old",)), tmp_path)

    assert dialect.sheet == "Sales"
    assert len(rows) == 6


def test_sheets_that_hold_the_same_rows_in_part_are_refused(tmp_path):
    sheets = {"A": [HEAD, *ROWS[:4]], "B": [HEAD, *ROWS[2:]]}

    with pytest.raises(FileUnreadable, match="A, B"):
        read(workbook(sheets), tmp_path)


def test_titles_and_two_rows_of_names(tmp_path):
    rows = [
        ["Report 2026"],
        ["Date", "Sales", "", "Tax", ""],
        ["", "Gross", "Net", "7%", "19%"],
        ["2026-01-01", 3, 2, 1, 0.5],
        ["2026-01-02", 3, 2, 1, 0.5],
    ]

    dialect, found = read(workbook({"S": rows}), tmp_path)

    assert dialect.columns == ("Date", "Sales / Gross", "Sales / Net", "Tax / 7%", "Tax / 19%")
    assert [row[0] for row in found] == [4, 5]


def test_a_table_that_begins_in_the_middle_keeps_its_row_numbers(tmp_path):
    cells = "".join(
        f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>{first}</t></is></c>'
        f'<c r="D{row}" t="inlineStr"><is><t>{second}</t></is></c></row>'
        for row, first, second in [
            (3, "Date", "Amount"),
            (4, "2026-01-01", "2"),
            (9, "2026-01-02", "3"),
        ]
    )

    dialect, rows = read(workbook({"S": cells}), tmp_path)

    assert (dialect.columns, dialect.header_line, dialect.first_line) == (("Date", "Amount"), 3, 4)
    assert rows == [[4, "2026-01-01", "2"], [9, "2026-01-02", "3"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c s="1"><v>46023</v></c>', "2026-01-01"),
        ('<c s="2"><v>46023.5</v></c>', "2026-01-01 12:00:00"),
        ("<c><v>46023</v></c>", "46023"),
        ('<c t="b"><v>1</v></c>', "true"),
        ("<c><v>1602.0</v></c>", "1602"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>1e-7</v></c>", "0.0000001"),
        ("<c><v>4500000000000007</v></c>", "4500000000000007"),
        ('<c s="3"><v>0.19</v></c>', "0.19"),
        ('<c t="e"><v>#REF!</v></c>', None),
        ("<c><f>A1*2</f></c>", None),
        ('<c t="str"><f>"a"</f><v>=1+2</v></c>', "=1+2"),
    ],
)
def test_cells_are_text_as_people_write_them(tmp_path, cell, text):
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in NAMES)
    rest = '<c t="inlineStr"><is><t>Mug</t></is></c><c><v>2.5</v></c>'

    _dialect, rows = read(workbook({"S": f"<row>{head}</row><row>{cell}{rest}</row>"}), tmp_path)

    assert rows == [[2, text, "Mug", "2.5"]]


@pytest.mark.parametrize(
    "data",
    [
        open_document(table(6)),
        workbook({"S": table(6)}, more={"xl/vbaProject.bin": b"\0\1" * 90}),
        zipped({"sales.xlsx": workbook({"S": table(6)})}),
    ],
    ids=["ODS", "XLSM", "XLSX in ZIP"],
)
def test_other_workbooks(tmp_path, data):
    dialect, rows = read(data, tmp_path)

    assert dialect.columns == NAMES
    assert rows[0] == [2, "2026-01-01", "Mug", "0.5"]
    assert len(rows) == 6
