"""XLSX and ODS files."""

from tests.cases.hostile.case import LAUGHS, case
from tests.cases.hostile.parts import (
    locked_zip,
    open_document,
    parts,
    sheet,
    table,
    workbook,
    zipped,
)

FAR = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
MILLION = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
    'office:value="1" table:number-columns-repeated="{columns}"><text:p>1</text:p></table:table-cell></table:table-row>'
)


def workbooks():
    """Yield XLSX and ODS files."""
    no, big, torn, vast = "not_a_table", "too_large_unpacked", "damaged", "sheet_too_large"
    rows = sheet(table())
    xlsx = {"file_name": "sales.xlsx"}
    yield case("workbook with a far corner", workbook({"S": rows + FAR}), vast, **xlsx)
    yield case(
        "workbook with a tall empty span",
        workbook({"S": rows + '<row r="1048576"><c r="K1048576"><v>2</v></c></row>'}),
        vast,
        **xlsx,
    )
    yield case(
        "workbook with 16,384 columns",
        workbook({"S": rows + '<row r="40"><c r="XFD40"><v>2</v></c></row>'}),
        vast,
        **xlsx,
    )
    yield case(
        "workbook bomb",
        lambda path: path.write_bytes(workbook({"S": "<row><c><v>1</v></c></row>" * 300_000})),
        big,
        vast,
        **xlsx,
    )
    yield case(
        "workbook of empty cells",
        lambda path: path.write_bytes(workbook({"S": "<c/>" * 700_000})),
        big,
        vast,
        torn,
        "file_empty",
        **xlsx,
    )
    yield case(
        "huge shared texts",
        lambda path: path.write_bytes(
            workbook(
                {"S": rows},
                more={"xl/sharedStrings.xml": "<sst>" + "<si><t>a</t></si>" * 500_000 + "</sst>"},
            )
        ),
        big,
        **xlsx,
    )
    yield case(
        "one shared text a million times",
        workbook(
            {"S": '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 3_000},
            more={"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 300_000}</t></si></sst>"},
        ),
        vast,
        **xlsx,
    )
    yield case(
        "workbook with an outer entity",
        zipped(
            parts({"S": rows})
            | {
                "xl/workbook.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>'
            }
        ),
        torn,
        **xlsx,
    )
    yield case(
        "workbook of laughs",
        zipped(
            parts({"S": rows})
            | {"xl/sharedStrings.xml": f"{LAUGHS}<sst><si><t>&l8;</t></si></sst>"}
        ),
        torn,
        **xlsx,
    )
    yield case(
        "sheet of laughs",
        zipped(
            parts({"S": rows})
            | {
                "xl/worksheets/sheet1.xml": f"{LAUGHS}<worksheet><sheetData>&l8;</sheetData></worksheet>"
            }
        ),
        torn,
        **xlsx,
    )
    yield case("torn workbook", workbook({"S": rows})[:-300], torn, **xlsx)
    yield case("workbook with torn XML", workbook({"S": "<row><c>"}), torn, **xlsx)
    yield case(
        "workbook without sheets",
        zipped({"xl/workbook.xml": "<workbook/>"}),
        torn,
        no,
        "file_empty",
        **xlsx,
    )
    yield case("empty workbook", workbook({"S": ""}), "file_empty", **xlsx)
    yield case(
        "workbook with only a header",
        workbook({"S": [["Date", "Item", "Amount"]]}),
        "file_empty",
        **xlsx,
    )
    yield case(
        "workbook with one column", workbook({"S": [["Amount"], [1], [2]]}), "one_column", **xlsx
    )
    yield case(
        "workbook with only hidden sheets",
        workbook({"S": rows}, hidden=("S",)),
        "file_empty",
        torn,
        **xlsx,
    )
    yield case("locked workbook", locked_zip(workbook({"S": rows})), "password_protected", **xlsx)
    yield case(
        "binary workbook",
        zipped(parts({"S": rows}) | {"xl/workbook.bin": "x"}),
        no,
        file_name="sales.xlsb",
    )
    yield case(
        "two kinds of workbook in one",
        zipped(parts({"S": rows}) | {"content.xml": "<x/>"}),
        no,
        **xlsx,
    )
    yield case(
        "Word",
        zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
        no,
        file_name="sales.docx",
    )
    ods = {"file_name": "sales.ods"}
    yield case(
        "ODS with a million full rows",
        open_document(table(), extra=MILLION.format(columns=1_000)),
        vast,
        **ods,
    )
    yield case(
        "ODS with 16,384 full columns",
        open_document(table(), extra=MILLION.format(columns=16_384)),
        vast,
        **ods,
    )
    yield case(
        "ODS with a million million cells",
        open_document(table(), extra=MILLION.format(columns="9" * 30)),
        vast,
        torn,
        **ods,
    )
    yield case("ODS of laughs", open_document(table(), doctype=LAUGHS), torn, **ods)
    yield case(
        "ODS bomb",
        lambda path: path.write_bytes(
            open_document(table(3), extra="<table:table-row/>" * 500_000)
        ),
        big,
        **ods,
    )
    yield case(
        "locked ODS",
        open_document(table(), more={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "password_protected",
        **ods,
    )
    yield case(
        "torn ODS", zipped({"mimetype": "x", "content.xml": "<a><b>"}), torn, "file_empty", **ods
    )
