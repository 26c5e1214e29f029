"""Files of text, and of other kinds, under the name of a table."""

import os
import random

from tests.cases.hostile.case import LAUGHS, case, repeated
from tests.cases.hostile.parts import HEAD, good

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def texts():
    """Yield files of text, or what claims to be text."""
    no, empty = "not_a_table", "file_empty"
    wide = ",".join(f"c{n}" for n in range(20_000)) + "\n"
    rows = good(2_000).encode()
    yield case("empty", "", empty)
    yield case("blank", " \r\n\t\n" * 50, empty)
    yield case("only a mark", b"\xef\xbb\xbf", empty)
    yield case("only marks of UTF-16", b"\xff\xfe", empty)
    yield case("only a header", HEAD, empty)
    yield case("one column", "Amount\n" + "12.50\n" * 90, "one_column")
    yield case("20,000 columns", wide + ",".join(["1"] * 20_000) + "\n", no)
    yield case(
        "20,000 columns of data",
        HEAD.encode() + (b"1;" * 20_000 + b"\n") * 30,
        no,
        empty,
        "one_column",
    )
    yield case("endless header", repeated(b"column;" * 100_000, 150), no)
    yield case("endless first cell", repeated(b"x" * 1_000_000, 100), no)
    yield case("endless cell", repeated(b"x" * 1_000_000, 100, before=rows), no)
    yield case(
        "endless quoted cell",
        repeated(b"x" * 1_000_000, 100, before=rows + b'2026-01-01;1;"'),
        no,
        "unclosed_quote",
    )
    yield case(
        "quote never closed",
        repeated(rows, 3_000, before=HEAD.encode() + b'2026-01-01;1;"Mug;2,50\n'),
        "unclosed_quote",
    )
    yield case(
        "quote never closed in the middle",
        repeated(rows, 1_500, before=rows * 1_500 + b'2026-01-01;1;"Mug;2,50\n'),
        "unclosed_quote",
    )
    yield case(
        "quote never closed among quotes",
        repeated(
            good(500).replace("Mug", '"Mug; big"').encode(),
            400,
            before=HEAD.encode() + b'2026-01-01;1;"Mug;2,50\n',
        ),
        "unclosed_quote",
    )
    yield case("last quote never closed", good() + '2026-01-01;1;"Mug;2,50\n', "unclosed_quote")
    yield case("NUL bytes", good().replace("Mug", "M\0g"), no)
    yield case("NUL bytes late", repeated(b"2026-01-01;1;M\0g;2,50\n", 100, before=rows * 40), no)
    yield case("only NUL bytes", repeated(b"\0" * 1_000_000, 100), no, empty)
    yield case("noise", random.Random(1).randbytes(3_000_000), no)
    yield case(
        "noise without NUL",
        random.Random(2).randbytes(1_000_000).replace(b"\0", b"x"),
        no,
        "one_column",
    )
    yield case(
        "noise of UTF-16", b"\xff\xfe" + random.Random(3).randbytes(200_000), no, "one_column"
    )
    yield case("control signs", bytes(range(1, 32)) * 3_000, no, "one_column")
    yield case(
        "prose",
        "Dear all, as said, we close,\nand then, of course,\nwe open, again.\n" * 40,
        no,
        "one_column",
    )
    yield case("a list of names", "Anna\nBert\nCara\n" * 100, "one_column", no)


def others():
    """Yield files of other kinds under the name of a table."""
    no = "not_a_table"
    yield case("PDF", b"%PDF-1.7\n1 0 obj\n<< /JS (app.alert(1)) >>" + b"\n1,2,3" * 500, no)
    yield case("PNG", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 99, no)
    yield case("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF" + os.urandom(4_000), no)
    yield case("GIF", b"GIF89a,1,2,3\n4,5,6\n7,8,9\n", no)
    yield case("EXE", b"MZ\x90\0\x03\0\0\0" + os.urandom(4_000), no, file_name="sales.xlsx")
    yield case("ELF", b"\x7fELF\x02\x01\x01" + b"\0" * 4_000, no)
    yield case("SQLite", b"SQLite format 3\0" + b"\0" * 4_000, no)
    yield case(
        "HTML",
        "<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table>",
        no,
        file_name="sales.xls",
    )
    yield case(
        "HTML table",
        "\ufeff<table><tr><td>Date</td><td>Amount</td></tr></table>",
        no,
        file_name="sales.xls",
    )
    yield case(
        "XML", '<?xml version="1.0"?><sales><sale day="2026-01-01" amount="1.50"/></sales>', no
    )
    yield case("billion laughs", f'<?xml version="1.0"?>{LAUGHS}<x>&l8;</x>', no)
    yield case(
        "JSON",
        '[{"date": "2026-01-01", "amount": 1.5},\n{"date": "2026-01-02", "amount": 2.5}]',
        no,
    )
    yield case(
        "JSON lines",
        '{"date": "2026-01-01", "amount": 1.5}\n{"date": "2026-01-02", "amount": 2.5}\n',
        no,
    )
    yield case("RTF", r"{\rtf1\ansi Date, Amount\par 2026-01-01, 1.50}", no)
    yield case("SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', no)
    yield case("TAR", b"sales.csv".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 700, no)
    yield case("7-Zip", b"7z\xbc\xaf\x27\x1c" + os.urandom(400), no)
    yield case("MP4", b"\0\0\0\x18ftypmp42" + os.urandom(4_000), no)
    yield case("old Excel", OLE + b"\0" * 3_000, no, file_name="sales.xls")
    yield case(
        "locked Excel",
        OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password_protected",
        file_name="sales.xlsx",
    )
