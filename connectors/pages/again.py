"""That a file was brought before, in words."""

from django.utils.translation import gettext as _

from connectors.models import Upload, UploadState
from connectors.pages.formats import Words
from connectors.uploads.intake import brought_before


def again_words(upload: Upload, words: Words) -> dict[str, str] | None:
    """Return what is said of a file whose very bytes came before, and that upload's id; None for a new one.

    Inside the merchant's context.
    """
    found = None if upload.state == UploadState.UNDONE else brought_before(upload)
    if found is None:
        return None
    day = upload.merchant.calendar.local(found.created_at).date()
    told = {"day": words.day(day.isoformat())}
    if found.state == UploadState.LOADED:
        text = _(
            "You brought this file on %(day)s and it is in your books: nothing in it is new. Loading it again changes "
            "nothing, unless you have it read otherwise."
        )
    elif found.state == UploadState.READY:
        text = _(
            "You brought this file on %(day)s and have not loaded it yet: it waits for your check."
        )
    else:
        text = _("You brought this file on %(day)s already, and it is still being read or loaded.")
    return {"text": text % told, "upload": found.public_id}
