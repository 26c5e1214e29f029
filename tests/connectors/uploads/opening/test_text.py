"""Text of any make becomes the same table: separators, quotes, line ends, titles, headers, fixed width."""

import csv
import gzip
import io

import pytest

from connectors.uploads.opening.table import EXTRA, pages
from edge.lib.errors import FileUnreadable
from tests.cases.hostile.parts import zipped
from tests.connectors.uploads.opening.read import read

NAMES = ("Date", "Item", "Amount")
FIRST = ["2026-01-01", "Mug", "3.00"]
SECOND = ["2026-01-02", "Tea, green", "4.00"]
PLAIN = "Date;Item;Amount\n2026-01-01;Mug;3.00\n2026-01-02;Tea, green;4.00\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", "\x1f"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end(tmp_path, separator, end):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows([NAMES, FIRST, SECOND])

    dialect, rows = read(out.getvalue(), tmp_path)

    assert (dialect.columns, dialect.separator, dialect.header_line) == (NAMES, separator, 1)
    assert rows == [[2, *FIRST], [3, *SECOND]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param("\ufeff" + PLAIN, id="byte order mark"),
        pytest.param(PLAIN + "\x1a", id="end of file of old"),
        pytest.param(PLAIN.replace("Item", "\u00a0Item\u200b"), id="unseen signs in a name"),
        pytest.param(PLAIN.replace("\n", ";\n"), id="separator at the end"),
        pytest.param(PLAIN.replace(";Mug;", ';"Mug";'), id="needless quotes"),
        pytest.param(
            "'Date','Item','Amount'\n'2026-01-01','Mug','3.00'\n'2026-01-02','Tea, green','4.00'\n",
            id="single quotes",
        ),
        pytest.param(
            '"Date,Item,Amount"\n"2026-01-01,Mug,3.00"\n"2026-01-02,""Tea, green"",4.00"\n',
            id="each line in quotes once more",
        ),
        pytest.param(
            'Date,Item,Amount\n2026-01-01,Mug,3.00\n"2026-01-02,""Tea, green"",4.00"\n',
            id="some lines in quotes once more",
        ),
        pytest.param(
            'Date, Item, Amount\n2026-01-01, Mug, 3.00\n2026-01-02, "Tea, green", 4.00\n',
            id="blanks behind separators",
        ),
        pytest.param(
            "Date       Item        Amount\n2026-01-01 Mug           3.00\n2026-01-02 Tea, green    4.00\n",
            id="fixed width",
        ),
    ],
)
def test_odd_but_readable(tmp_path, text):
    dialect, rows = read(text, tmp_path)

    assert dialect.columns == NAMES
    assert rows == [[2, *FIRST], [3, *SECOND]]


@pytest.mark.parametrize(
    ("cell", "item"),
    [
        ('House Mug 12" box', 'House Mug 12" box'),
        ('"House Mug 12"" box"', 'House Mug 12" box'),
        ('"House; Mug 12" box"', 'House; Mug 12" box'),
        ('"House Mug 12\\" box; big"', 'House Mug 12" box; big'),
        ('"Special" Mug', '"Special" Mug'),
        ('"12"""', '12"'),
        ('"a ""b""; c"', 'a "b"; c'),
    ],
)
def test_quotes_of_any_kind(tmp_path, cell, item):
    _dialect, rows = read(PLAIN.replace(";Mug;", f";{cell};"), tmp_path)

    assert rows == [[2, "2026-01-01", item, "3.00"], [3, *SECOND]]


def test_a_row_stands_on_the_line_on_which_it_begins(tmp_path):
    text = (
        'My shop; Main St\nJanuary\n\nDate;Item;Amount\n2026-01-01;"Gift:\nno receipt\n\nplease";3.00\n\n'
        '2026-01-02;Mug 12" box;4.00\nDate;Item;Amount\n2026-01-03;Tea;5.00\n'
    )

    for odd in (text, text.replace(' 12"', "")):
        dialect, rows = read(odd, tmp_path)
        assert (dialect.header_line, dialect.first_line) == (4, 5)
        assert [row[0] for row in rows] == [5, 10, 12]
        assert rows[0][2] == "Gift:\nno receipt\n\nplease"


@pytest.mark.parametrize(
    ("top", "columns", "first_line"),
    [
        ("sep=;\nDate;Item;Amount\n", NAMES, 3),
        ("Date;Item;Amount\nYYYY-MM-DD;;EUR\n", NAMES, 3),
        ("Sales report\nFrom: Monday;To: Sunday;\n\nDate;Item;Amount\n", NAMES, 5),
        ("", ("Column 1", "Column 2", "Column 3"), 1),
        ("Sales report\n", ("Column 1", "Column 2", "Column 3"), 2),
        ("Date;Item;Item\n", ("Date", "Item", "Item (2)"), 2),
    ],
)
def test_the_header_is_found(tmp_path, top, columns, first_line):
    body = "".join(f"2026-01-{n:02};Mug {chr(64 + n)};{n}.50\n" for n in range(1, 20))

    dialect, rows = read(top + body, tmp_path)

    assert (dialect.columns, dialect.first_line) == (columns, first_line)
    assert len(rows) == 19


def test_two_rows_name_the_columns_together(tmp_path):
    text = "Date;Sales;;Tax;\n;Gross;Net;7%;19%\n2026-01-01;3,00;2,50;0,10;0,40\n2026-01-02;3,00;2,50;0,10;0,40\n"

    dialect, rows = read(text, tmp_path)

    assert dialect.columns == ("Date", "Sales / Gross", "Sales / Net", "Tax / 7%", "Tax / 19%")
    assert [row[0] for row in rows] == [3, 4]


def test_units_under_the_names_are_kept_aside(tmp_path):
    dialect, _rows = read("Date;Item;Amount\n;;EUR\n2026-01-01;Mug;3\n2026-01-02;Tea;4\n", tmp_path)

    assert dialect.units == ("", "", "EUR")


def test_decimal_commas_are_no_separators(tmp_path):
    body = "".join(f"0{n}.01.2026;1,50;2,00;3,{n}0\n" for n in range(1, 9))

    assert read("Datum;A;B;C\n" + body, tmp_path)[0].columns == ("Datum", "A", "B", "C")


def test_long_and_short_rows_are_told_apart(tmp_path):
    (tmp_path / "brought").write_text(
        PLAIN + "2026-01-03;Tea;5.00;;\n2026-01-04;Tea;5.00;9\n2026-01-05\n"
    )
    dialect, rows = read((tmp_path / "brought").read_text(), tmp_path)

    extra = [one for page in pages(dialect) for one in page[EXTRA].to_list()]
    assert extra == [None, None, None, "9", None]
    assert rows[-1] == [6, "2026-01-05", None, None]


@pytest.mark.parametrize(
    "text",
    [
        "Shop report of January\nDate       Item              Amount\n---------- ---------------- -------\n{rows}",
        "Date       Item              Amount\n{rows}",
        "Date       Item              Amount\n{rows}Total                           99.50\n",
    ],
)
def test_fixed_width_with_titles_rulers_and_totals(tmp_path, text):
    body = "".join(f"2026-01-{n:02} Tea number {n:<6}{n + 0.5:7.2f}\n" for n in range(1, 25))

    dialect, rows = read(text.format(rows=body), tmp_path)

    assert dialect.kind == "fixed"
    assert dialect.columns == NAMES
    assert [row[1:] for row in rows[:24]] == [
        [f"2026-01-{n:02}", f"Tea number {n}", f"{n + 0.5:.2f}"] for n in range(1, 25)
    ]


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(PLAIN.encode()),
        zipped(
            {
                "__MACOSX/._sales.csv": "x",
                ".DS_Store": "x",
                "readme.txt": "Hi.",
                "a/sales.csv": PLAIN,
            }
        ),
        zipped({"orders.csv": PLAIN, "products.csv": PLAIN}),
        zipped({"sales.csv": PLAIN, "logo.png": b"\x89PNG"}),
    ],
)
def test_packed_tables(tmp_path, data):
    dialect, rows = read(data, tmp_path)

    assert dialect.columns == NAMES
    assert rows == [[2, *FIRST], [3, *SECOND]]


def test_several_tables_in_one_zip_are_named(tmp_path):
    with pytest.raises(FileUnreadable, match=r"a\.csv, b\.csv"):
        read(zipped({"a.csv": PLAIN, "b.csv": PLAIN}), tmp_path)


def test_a_quote_left_open_does_not_swallow_rows(tmp_path):
    text = PLAIN + '2026-01-03;"Mug;5.00\n2026-01-04;Tea;6.00\n2026-01-05;"Tea";7.00\n'

    with pytest.raises(FileUnreadable) as refused:
        read(text, tmp_path)

    assert refused.value.code == "unclosed_quote"
    assert "line 4" in refused.value.merchant_text
