"""Loading a year of a shop's invoice lines, against a bare COPY of the same rows into an identical table, and dlt.

EDGE_BENCH_FILE names a file to load instead of the invented one; EDGE_BENCH_ROWS says how long the file is whose
import is watched for its memory.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections

from connectors.models import UploadState
from connectors.uploads.intake import receive
from connectors.uploads.run import run
from edge.facts import batches
from edge.merchants.models import Merchant
from tests.benchmarks import dlt_peer
from tests.benchmarks.cost import Clock, peak_memory_mb, url
from tests.benchmarks.figure import Measured
from tests.benchmarks.invented import ROWS, invent
from tests.factories import make_merchant

# A longer export of the same period is the commonest second load.
LONGER_BY = 10_000
MEMORY_ROWS = int(os.environ.get("EDGE_BENCH_ROWS", "1000000"))
MOST_MEMORY_MB = 400.0


def measure() -> Iterator[Measured]:
    """Yield what a load costs: its first time, once more and longer, beside two peers, and in memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = os.environ.get("EDGE_BENCH_FILE")
        file = Path(given) if given else invent(folder / "sales.csv.gz")
        merchant = shop()
        first, publishing = load(merchant, file)
        bare = bare_copy(merchant.pk)
        yield Measured("load_file_vs_copy", first.cpu, bare.cpu, "s")
        yield Measured("load_stage_vs_copy", publishing.cpu, bare.cpu, "s")
        if not given:
            longer, _ = load(merchant, invent(folder / "longer.csv.gz", ROWS + LONGER_BY))
            yield Measured("load_longer_vs_first", longer.cpu, first.cpu, "s")
        yield from beside_dlt(file, folder, first, first.cpu - publishing.cpu)
        many = invent(folder / "many.csv.gz", MEMORY_ROWS)
        yield Measured("load_memory", import_memory_mb(many), MOST_MEMORY_MB, "MB")


def shop() -> Merchant:
    """Return a new merchant of the invented file's country."""
    return make_merchant(currency="GBP", country="GB", time_zone="Europe/London")


def load(merchant: Merchant, file: Path) -> tuple[Clock, Clock]:
    """Load a file and return what it cost, from the file to finished rollups, and of that from staging to facts."""
    whole, publishing = Clock(), Clock()
    with clocked(publishing), whole, file.open("rb") as content:
        upload = run(receive(merchant, content, name=file.name, by="bench", loads_when_sure=True))
    if upload.state != UploadState.LOADED:
        raise SystemExit(f"the file did not load: {upload.state} {upload.failure}")
    return whole, publishing


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


def beside_dlt(file: Path, folder: Path, first: Clock, staging_cpu: float) -> Iterator[Measured]:
    """Yield the figures against dlt: rows as it loads them by itself, and Arrow tables into a table without indexes."""
    try:
        rows, arrow = (dlt_peer.load(file, folder / way, way) for way in dlt_peer.WAYS)
    except dlt_peer.NotThereError as reason:
        sys.stdout.write(f"load_vs_dlt: not measured, {reason}\n")
        return
    yield Measured("load_vs_dlt", first.cpu, rows.cpu, "s")
    # Its fastest way ends where our staging ends: typed rows lie in a table, and nothing yet tells old from new.
    yield Measured("load_stage_vs_dlt_arrow", staging_cpu, arrow.cpu, "s")


def import_memory_mb(file: Path) -> float:
    """Return the most memory that `import_sales` takes for a file, in MB."""
    command = [sys.executable, "manage.py", "import_sales", "--merchant", shop().slug, str(file)]
    return peak_memory_mb([*command, "--yes", "--json"])


def bare_copy(merchant_id: int) -> Clock:
    """Return what a COPY of the merchant's lines into an identical empty table costs, and drop the table."""
    with psycopg.connect(url("owner")) as server:
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
