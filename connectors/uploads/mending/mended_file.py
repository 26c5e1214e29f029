"""Reads the table of refused rows when it comes back mended, as a spreadsheet writes it."""

import csv
from collections.abc import Sequence
from io import StringIO

from django.utils.translation import gettext as _

from connectors.uploads.mending.mend import Changes
from connectors.uploads.opening.refusal import refuse
from connectors.uploads.opening.table import EXTRA
from edge.lib.errors import FileUnreadable
from edge.lib.texts import whole_number

MOST_BYTES = 20_000_000
# What a spreadsheet may have made of the commas that it was given.
_SEPARATORS = ",;\t"


def changes_in(content: bytes, names: Sequence[str]) -> Changes:
    """Return the texts of a mended table by the row's line in the file and the column's name.

    names: the file's columns. The table is known by its first two columns; cells stand in the order in which they were
    given out. Raises FileUnreadable where it is another table.
    """
    if len(content) > MOST_BYTES:
        raise _not_ours(
            _("The table is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}
        )
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as reason:
        raise _not_ours(_("The table has a quotation mark that is never closed.")) from reason
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != ["line", "reason"]:
        raise _not_ours(_("The table does not begin with the columns “line” and “reason”."))
    places = [*names, EXTRA]
    found = {}
    for row in rows[1:]:
        line = whole_number(row[0]) if row else None
        if line is None:
            continue
        cells = [_plain(cell) for cell in row[2:]]
        found[line] = dict(zip(places, cells, strict=False))
    if not found:
        raise _not_ours(_("The table holds no line."))
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ")[:1] in "=+-@\t\r" else cell


def _not_ours(what: str) -> FileUnreadable:
    return refuse(
        "no_mended_table",
        what,
        _("Download the refused lines here, mend them in that table and bring it back."),
    )
