"""Loading a year of a shop's invoice lines, against a bare COPY of the same rows into an identical table.

EDGE_BENCH_FILE names a file to load instead of the invented one.
"""

import gzip
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from connectors.models import UploadState
from connectors.uploads.intake import receive
from connectors.uploads.run import run
from edge.facts import batches
from tests.benchmarks.figure import Measured
from tests.factories import make_merchant

ROWS = 541_909
TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> list[Measured]:
    """Return what the load costs from the file to finished rollups, and from staging to facts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(os.environ.get("EDGE_BENCH_FILE") or invent(Path(folder) / "sales.csv.gz"))
        merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
        publishing = Clock()
        with clocked(publishing):
            whole = Clock()
            with whole, file.open("rb") as content:
                upload = run(
                    receive(merchant, content, name=file.name, by="bench", loads_when_sure=True)
                )
    if upload.state != UploadState.LOADED:
        raise SystemExit(f"the file did not load: {upload.failure}")
    bare = bare_copy(merchant.pk)
    return [
        Measured("load_file_to_rollups_cpu", whole.cpu, bare.cpu, "s"),
        Measured("load_stage_to_facts_cpu", publishing.cpu, bare.cpu, "s"),
        Measured("load_file_to_rollups_wall", whole.wall, bare.wall, "s"),
    ]


class Clock:
    """Measures wall time, and CPU time of this process and of all of Postgres."""

    def __enter__(self) -> "Clock":
        self._wall, self._cpu = time.monotonic(), cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.monotonic() - self._wall, cpu_seconds() - self._cpu


@contextmanager
def clocked(clock: Clock) -> Iterator[None]:
    """Measure `batches.publish` while the block runs."""
    publish = batches.publish

    def timed(*given, **named):
        with clock:
            return publish(*given, **named)

    batches.publish = timed
    try:
        yield
    finally:
        batches.publish = publish


def cpu_seconds() -> float:
    """Return the CPU time that this process and Postgres, with its ended children, have used."""
    # A connection of its own: that of the load may be in the middle of a statement.
    with psycopg.connect(_url("system")) as server:
        postmaster = parent_of(server.info.backend_pid)
    total = sum(_ticks(one, 11, 13) for one in _children(postmaster)) + _ticks(postmaster, 11, 15)
    return total / TICKS + time.process_time()


def parent_of(pid: int) -> int:
    """Return the parent of a process that may have just ended: the server of ours that lives."""
    try:
        return int(_stat(pid)[1])
    except FileNotFoundError:
        home = Path(os.environ["EDGE_HOME"])
        return int(next(home.rglob("postmaster.pid")).read_text().split()[0])


def _stat(pid: int) -> list[str]:
    # The fields after the name, which may hold anything, from the state on.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ticks(pid: int, first: int, end: int) -> int:
    try:
        return sum(int(one) for one in _stat(pid)[first:end])
    except FileNotFoundError:
        return 0


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int(_stat(int(entry.name))[1]) == parent:
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def _url(alias: str) -> str:
    given = settings.DATABASES[alias]
    return (
        f"host={given['HOST']} user={given['USER']} dbname={given['NAME']} "
        f"port={given['PORT'] or 5432} password='{given['PASSWORD']}'"
    )


def bare_copy(merchant_id: int) -> Clock:
    """Return what a COPY of the merchant's lines into an identical empty table costs, and drop the table."""
    with psycopg.connect(_url("owner")) as server:
        server.execute("SELECT set_config('app.tenant', %s, false)", [str(merchant_id)])
        out = server.cursor()
        with out.copy(
            f"COPY (SELECT * FROM facts_lineitem WHERE merchant_id = {merchant_id:d} ORDER BY id) TO STDOUT"
        ) as copy:
            content = b"".join(bytes(block) for block in copy)
        server.execute(
            "CREATE TABLE bench_line (LIKE facts_lineitem INCLUDING ALL) PARTITION BY HASH (merchant_id)"
        )
        for at in range(16):
            server.execute(
                f"CREATE TABLE bench_line_{at} PARTITION OF bench_line "
                f"FOR VALUES WITH (MODULUS 16, REMAINDER {at})"
            )
        server.commit()
        clock = Clock()
        with clock:
            with server.cursor().copy("COPY bench_line FROM STDIN") as copy:
                copy.write(content)
            server.commit()
        server.execute("DROP TABLE bench_line")
    connections.close_all()
    return clock


def invent(path: Path) -> Path:
    """Write an invented file of ROWS invoice lines, in the layout of a UK shop's export."""
    chance = random.Random(7)
    products = [
        (f"{20_000 + at}{chance.choice(['', 'A', 'B'])}", f"ITEM NUMBER {at}")
        for at in range(4_000)
    ]
    prices = [round(chance.lognormvariate(0.8, 0.9), 2) for _ in products]
    moment, document, left = datetime(2010, 12, 1, 8, tzinfo=UTC), 536_365, 0
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        )
        for _ in range(ROWS):
            if not left:
                left, document = chance.randint(1, 40), document + 1
                moment += timedelta(seconds=chance.randint(60, 2_800))
                mark = "C" if chance.random() < 0.15 else ""
                buyer = f"{chance.randint(12_000, 18_300)}.0" if chance.random() < 0.75 else ""
            left -= 1
            at = chance.randrange(len(products))
            quantity = chance.choice((1, 2, 6, 12)) * (-1 if mark else 1)
            out.write(
                f"{mark}{document},{products[at][0]},{products[at][1]},{quantity},{moment:%Y-%m-%d %H:%M:%S},"
                f"{prices[at]},{buyer},United Kingdom\n"
            )
    return path
