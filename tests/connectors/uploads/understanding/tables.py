"""Small tables, and how they are understood."""

import polars as pl

from connectors.uploads.interpreting.reading import Said
from connectors.uploads.understanding.look import Look, Shop
from connectors.uploads.understanding.understand import understand

SHOP = Shop("EUR", "DE")


def look(header, *rows, places=2):
    """Return a look at a table: its header and its rows, cells apart by `|`."""
    names = tuple(name.strip() for name in header.split("|"))
    split = [[cell.strip() or None for cell in row.split("|")] for row in rows]
    sample = pl.DataFrame(
        {f"c{at}": [row[at] for row in split] for at in range(len(names))},
        schema={f"c{at}": pl.String for at in range(len(names))},
    )
    return Look(sample, names, lambda cell: sample[cell], places)


def read(header, *rows, said=None, shop=SHOP, places=2):
    """Return how a table is understood."""
    return understand(look(header, *rows, places=places), shop, said or Said())


def fields(reading):
    """Return the meanings by the columns' names."""
    return {column.name: column.field.value for column in reading.columns}


def keys(reading):
    """Return which questions are open."""
    return [question.key for question in reading.questions]


def paid(reading):
    """Return the base of what was paid and the terms: `after_discount`, `{"tip": -1}`."""
    base = reading.paid.base
    return (base.value if base else None, {term.value: sign for term, sign in reading.paid.terms})


def words(reading, name):
    """Return what the words of a column of marks mean."""
    return {
        word: one.value for mark in reading.marks if mark.name == name for word, one in mark.words
    }
