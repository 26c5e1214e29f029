"""Writes rows as files: delimited or fixed-width text, workbooks, packed or plain."""

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.cases.exports.numbers import serial

Written = tuple[bytes, list[int]]
WHEN = (2026, 1, 2, 3, 4, 4)


def packed_gzip(name: str, data: bytes) -> bytes:
    """Return the data as gzip writes it, without the time of writing."""
    return gzip.compress(data, mtime=0)


def packed_zip(files: dict[str, bytes]) -> bytes:
    """Return a zip archive, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


@dataclass(frozen=True)
class Csv:
    """Delimited text. top and foot are lines as they stand in the file."""

    separator: str = ","
    encoding: str = "utf-8"
    end: str = "\r\n"
    top: Sequence[str] = ()
    foot: Sequence[str] = ()
    quotes_all: bool = False
    # Packs the finished file: "gz", or the name of the file inside a zip.
    pack: str = ""

    def _dialect(self) -> type[csv.Dialect]:
        class Written(csv.excel):
            delimiter = self.separator
            lineterminator = self.end
            quoting = csv.QUOTE_ALL if self.quotes_all else csv.QUOTE_MINIMAL

        return Written

    def write(self, header: list[str], rows: list[Any]) -> Written:
        """Return the bytes and the line on which each row begins."""
        out = io.StringIO()
        writer = csv.writer(out, self._dialect())
        out.write("".join(line + self.end for line in self.top))
        if header:
            writer.writerow(header)
        line, at = out.getvalue().count("\n") + 1, out.tell()
        lines = []
        for row in rows:
            lines.append(line)
            if isinstance(row, str):
                out.write(row + self.end)
            else:
                writer.writerow(row)
            line += out.getvalue()[at:].count("\n")
            at = out.tell()
        out.write("".join(line + self.end for line in self.foot))
        data = out.getvalue().encode(self.encoding)
        if self.pack == "gz":
            data = packed_gzip("", data)
        elif self.pack:
            data = packed_zip({self.pack: data})
        return data, lines


@dataclass(frozen=True)
class Fixed:
    """Text in columns of fixed width; a negative width is flush right."""

    widths: Sequence[int]
    encoding: str = "cp1252"
    end: str = "\r\n"
    top: Sequence[str] = ()
    foot: Sequence[str] = ()
    rule: bool = False

    def write(self, header: list[str], rows: list[Any]) -> Written:
        """Return the bytes and the line of each row."""
        lines = [*self.top, self.line(header)]
        if self.rule:
            lines.append("-" * (sum(abs(width) + 1 for width in self.widths) - 1))
        first = len(lines) + 1
        lines.extend(row if isinstance(row, str) else self.line(row) for row in rows)
        lines.extend(self.foot)
        text = "".join(line + self.end for line in lines)
        return text.encode(self.encoding), list(range(first, first + len(rows)))

    def line(self, cells: Sequence[Any]) -> str:
        """Return cells as one line."""
        texts = []
        for cell, width in zip(cells, self.widths, strict=True):
            text = str(cell)[: abs(width)]
            texts.append(text.rjust(-width) if width < 0 else text.ljust(width))
        return " ".join(texts).rstrip()


@dataclass(frozen=True)
class Sheet:
    """Another sheet of a workbook."""

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: bool = False


@dataclass(frozen=True)
class Xlsx:
    """A workbook as office programs write it: shared texts, dates as numbers with a format."""

    sheet: str = "Sheet1"
    top: Sequence[Sequence[Any]] = ()
    foot: Sequence[Sequence[Any]] = ()
    before: Sequence[Sheet] = ()
    after: Sequence[Sheet] = ()
    # Cells merged across, as "A1:F1".
    merged: Sequence[str] = ()
    date_format: str = "dd/mm/yyyy"
    stamp_format: str = "dd/mm/yyyy hh:mm"

    def write(self, header: list[str], rows: list[Any]) -> Written:
        """Return the bytes and the row of the sheet in which each row stands."""
        head = [header] if header else []
        main = Sheet(self.sheet, [*self.top, *head, *rows, *self.foot])
        sheets = [*self.before, main, *self.after]
        texts: dict[str, int] = {}
        bodies = [
            self._sheet(sheet, texts, self.merged if sheet is main else ()) for sheet in sheets
        ]
        first = len(self.top) + len(head) + 1
        return self._workbook(sheets, bodies, texts), list(range(first, first + len(rows)))

    def _sheet(self, sheet: Sheet, texts: dict[str, int], merged: Sequence[str]) -> str:
        out = []
        for number, row in enumerate(sheet.rows, 1):
            cells = "".join(
                _cell(f"{column(at)}{number}", value, texts) for at, value in enumerate(row)
            )
            if cells:
                out.append(f'<row r="{number}">{cells}</row>')
        joined = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
        return (
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(out)}</sheetData>'
            + (f'<mergeCells count="{len(merged)}">{joined}</mergeCells>' if merged else "")
            + "</worksheet>"
        )

    def _workbook(self, sheets: list[Sheet], bodies: list[str], texts: dict[str, int]) -> bytes:
        listed = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" r:id="r{at}"'
            + (' state="hidden"/>' if sheet.hidden else "/>")
            for at, sheet in enumerate(sheets, 1)
        )
        links = "".join(
            f'<Relationship Id="r{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        extra = (
            f'<Relationship Id="s1" Type="{RELATIONS}/styles" Target="styles.xml"/>'
            f'<Relationship Id="s2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{SHEET_ML}.worksheet+xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        files = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_ML}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_ML}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_ML}.sharedStrings+xml"/>'
            f"{kinds}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{links}{extra}</Relationships>",
            "xl/styles.xml": self._styles(),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        }
        for at, body in enumerate(bodies, 1):
            files[f"xl/worksheets/sheet{at}.xml"] = body
        return packed_zip({name: (XML + text).encode() for name, text in files.items()})

    def _styles(self) -> str:
        formats = [("164", self.date_format), ("165", self.stamp_format), ("166", "hh:mm")]
        named = "".join(
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(text)}/>'
            for number, text in formats
        )
        used = "".join(
            f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for number in ("0", *(number for number, _ in formats), "4")
        )
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts count="3">{named}</numFmts>'
            '<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills>'
            '<borders count="1"><border/></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="5">{used}</cellXfs></styleSheet>'
        )


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def column(at: int) -> str:
    """Return the letters of a column: 0 is A."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(ref: str, value: Any, texts: dict[str, int]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return f'<c r="{ref}" s="2"><v>{serial(value):.10f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{ref}" s="1"><v>{serial(value)}</v></c>'
    if isinstance(value, Decimal):
        return f'<c r="{ref}" s="4"><v>{value}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{ref}"><v>{value}</v></c>'
    return f'<c r="{ref}" t="s"><v>{texts.setdefault(str(value), len(texts))}</v></c>'


@dataclass(frozen=True)
class Ods:
    """A sheet of an OpenDocument workbook."""

    sheet: str = "Feuille1"
    top: Sequence[Sequence[Any]] = ()
    foot: Sequence[Sequence[Any]] = ()
    others: Sequence[Sheet] = field(default=())

    def write(self, header: list[str], rows: list[Any]) -> Written:
        """Return the bytes and the row of the sheet in which each row stands."""
        sheets = [Sheet(self.sheet, [*self.top, header, *rows, *self.foot]), *self.others]
        tables = "".join(
            f"<table:table table:name={quoteattr(sheet.name)}>"
            + "".join(
                f"<table:table-row>{''.join(map(_ods_cell, row)) or _ods_cell('')}</table:table-row>"
                for row in sheet.rows
            )
            + "</table:table>"
            for sheet in sheets
        )
        spaces = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        content = (
            f'{XML}<office:document-content {spaces} office:version="1.3"><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        )
        manifest = (
            f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>"
        )
        files = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
        data = packed_zip({name: text.encode() for name, text in files.items()})
        first = len(self.top) + 2
        return data, list(range(first, first + len(rows)))


ODS = "application/vnd.oasis.opendocument.spreadsheet"


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        text = value.isoformat()
        kind = f'office:value-type="date" office:date-value="{text}"'
    elif isinstance(value, int | float | Decimal):
        text = str(value)
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        text, kind = str(value), 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"
