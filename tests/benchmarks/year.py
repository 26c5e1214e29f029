"""A shop with a year of 541,909 invoice lines in its books, for benchmarks of what reads them."""

import tempfile
from pathlib import Path

from connectors.uploads.intake import receive
from connectors.uploads.run import run
from edge.merchants.models import Merchant
from tests.benchmarks.invented import invent
from tests.factories import make_merchant


def shop_with_a_year() -> Merchant:
    """Return a new merchant whose file was loaded as an upload is."""
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    with (
        tempfile.TemporaryDirectory() as folder,
        invent(Path(folder) / "sales.csv.gz").open("rb") as file,
    ):
        run(receive(merchant, file, name="sales.csv.gz", by="bench", loads_when_sure=True))
    return merchant
