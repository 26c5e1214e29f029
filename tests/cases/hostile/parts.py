"""What hostile files are put together from."""

import io
import struct
import zipfile
import zlib

ROW = "2026-01-0{day};{number};Mug;{amount},50\n"
HEAD = "Date;Receipt;Item;Amount\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def good(rows=50, head=HEAD):
    return head + "".join(
        ROW.format(day=number % 9 + 1, number=number, amount=number) for number in range(rows)
    )


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def cell(value):
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(rows):
    return "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)


def parts(sheets, *, hidden=(), more=None):
    """Return the parts of an XLSX by name. sheets: the XML of the rows by the sheet's name."""
    numbered = list(enumerate(sheets.items(), start=1))
    state = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{state[name]}/>'
        for n, (name, _rows) in numbered
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="t" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="22"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            for n, (_name, rows) in numbered
        },
    } | (more or {})


def workbook(sheets, **others):
    """Return the bytes of an XLSX. sheets: rows of cells, or their XML, by the sheet's name."""
    xml = {name: rows if isinstance(rows, str) else sheet(rows) for name, rows in sheets.items()}
    return zipped(parts(xml, **others))


def table(rows=30):
    return [["Date", "Item", "Amount"]] + [
        [f"2026-01-{n % 28 + 1:02}", "Mug", n + 0.5] for n in range(rows)
    ]


def open_cell(value):
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def open_document(rows, *, extra="", doctype="", more=None):
    """Return the bytes of an ODS with one sheet, padded to its full size as office programs do."""
    body = "".join(
        "<table:table-row>"
        + "".join(map(open_cell, row))
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    pad = (
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {OFFICE}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sales">{body}{extra}{pad}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry '
            'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
            "content.xml": content,
        }
        | (more or {})
    )


def gzip_of(block, times):
    """Return a gzip file of a block so many times over, without ever holding what it unpacks to."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    # After a full flush nothing refers to what came before, so that the packed block may stand there again and again.
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + once * times + packer.flush()


def overlapping(copies=200, size=2_000_000):
    """Return a ZIP whose entries all share the bytes of one."""
    data = zipped({"a.csv": b"2026-01-01;1\n" * (size // 13)})
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry = data[start:end]
    directory = b"".join(entry.replace(b"a.csv", b"%05d" % number) for number in range(copies))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), start, 0)
    return data[:start] + directory + tail


def locked_zip(data):
    """Return a ZIP whose entries say that they are encrypted."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        out[at + 8] |= 1
        at += 4
    out[6] |= 1
    return bytes(out)


def linked_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("sales.csv")
        entry.create_system = 3
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()
