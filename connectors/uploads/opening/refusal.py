"""Says why a whole file cannot be read."""

from django.utils.translation import gettext as _

from edge.lib.errors import FileUnreadable


def refuse(code: str, what: str, mend: str) -> FileUnreadable:
    """Return the error of a file that cannot be read; nothing of it was loaded."""
    return FileUnreadable(what, code=code, kept=_("Nothing of it was loaded."), mend=mend)
