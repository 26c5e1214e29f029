"""Gzip and ZIP files."""

import gzip
import random
import struct

from tests.cases.hostile.case import case
from tests.cases.hostile.parts import good, gzip_of, linked_zip, locked_zip, overlapping, zipped


def packed():
    """Yield gzip and ZIP files."""
    no, big, torn = "not_a_table", "too_large_unpacked", "damaged"
    plain = good(3_000).encode()
    yield case(
        "gzip of zeros",
        lambda path: path.write_bytes(gzip_of(b"\0" * 10_000_000, 1_000)),
        big,
        no,
        file_name="s.csv.gz",
    )
    yield case(
        "gzip bomb",
        lambda path: path.write_bytes(gzip_of(b"2026-01-01;1;1\n" * 70_000, 10_000)),
        big,
        file_name="s.csv.gz",
    )
    yield case("gzip of gzip", gzip.compress(gzip.compress(plain)), no, file_name="s.csv.gz.gz")
    yield case("gzip of ZIP", gzip.compress(zipped({"s.csv": plain})), no, file_name="s.gz")
    yield case("empty gzip", gzip.compress(b""), "file_empty", file_name="s.csv.gz")
    yield case("torn gzip", gzip.compress(plain)[:-200], torn, file_name="s.csv.gz")
    yield case(
        "gzip with a wrong sum", gzip.compress(plain)[:-8] + b"\0" * 8, torn, file_name="s.csv.gz"
    )
    yield case(
        "gzip of noise", gzip.compress(random.Random(4).randbytes(9_000)), no, file_name="s.csv.gz"
    )
    yield case("only a gzip head", b"\x1f\x8b\x08", torn, file_name="s.csv.gz")
    yield case("empty ZIP", zipped({}), no, "file_empty", file_name="s.zip")
    yield case(
        "ZIP bomb",
        lambda path: path.write_bytes(zipped({"s.csv": b"2026-01-01;1;1\n" * 2_000_000})),
        big,
        file_name="s.zip",
    )
    yield case("ZIP whose entries overlap", overlapping(), torn, file_name="s.zip")
    yield case("ZIP of ZIP", zipped({"s.zip": zipped({"s.csv": plain})}), no, file_name="s.zip")
    yield case(
        "ZIP of a disguised ZIP", zipped({"s.csv": zipped({"s.csv": plain})}), no, file_name="s.zip"
    )
    yield case("ZIP of gzip", zipped({"s.csv": gzip.compress(plain)}), no, file_name="s.zip")
    yield case(
        "ZIP that leaves its folder",
        zipped({"../../etc/cron.d/s.csv": plain}),
        no,
        file_name="s.zip",
    )
    yield case("ZIP with an absolute path", zipped({"/etc/passwd": plain}), no, file_name="s.zip")
    yield case("ZIP with a link", linked_zip(), no, file_name="s.zip")
    yield case(
        "locked ZIP", locked_zip(zipped({"s.csv": plain})), "password_protected", file_name="s.zip"
    )
    yield case("torn ZIP", zipped({"s.csv": plain})[:-60], torn, file_name="s.zip")
    yield case(
        "ZIP of two tables",
        zipped({"a.csv": plain, "b.csv": plain}),
        "several_tables",
        file_name="s.zip",
    )
    yield case(
        "ZIP of pictures",
        zipped({"a.png": b"\x89PNG", "b.jpg": b"\xff\xd8\xff"}),
        no,
        file_name="s.zip",
    )
    yield case(
        "ZIP with 3,000 entries",
        lambda path: path.write_bytes(zipped({f"{n}.csv": b"" for n in range(3_000)})),
        no,
        file_name="s.zip",
    )
    yield case(
        "ZIP with a huge comment",
        zipped({"s.csv": plain})[:-2] + struct.pack("<H", 60_000) + b"PK\x05\x06" * 15_000,
        torn,
        no,
        file_name="s.zip",
    )
