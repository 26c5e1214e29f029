"""An invented year of a shop's invoice lines, as a file."""

import gzip
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

# As many as in a data set of a real shop that is known everywhere.
ROWS = 541_909


def invent(path: Path, rows: int = ROWS) -> Path:
    """Write invented invoice lines, in the layout of a UK shop's export; the longer of two begins like the other."""
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
        for _ in range(rows):
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
