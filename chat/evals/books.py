"""A merchant of its own for each data set, loaded as the upload page would load it, without help."""

import hashlib
from collections.abc import Callable

from django.utils.text import slugify

from chat.evals.bank import Source
from connectors.models import UploadState
from connectors.uploads.decide import confirm
from connectors.uploads.intake import receive
from connectors.uploads.report import failure_of
from connectors.uploads.run import run
from edge.lib.errors import FileUnreadable
from edge.merchants.models import Merchant
from edge.merchants.profile import Profile, open_merchant

_ACTOR = "evaluate"
Say = Callable[[str], None]


def books_for(source: Source, say: Say) -> Merchant:
    """Return the merchant whose books hold a data set; it is loaded where no earlier run has done so.

    Raises FileUnreadable where the file is missing or cannot be loaded.
    """
    if not source.path.is_file():
        raise FileUnreadable(f"There is no file {source.path}.", code="no_file")
    profile = Profile(
        name=f"{source.name} {_digest(source)}",
        currency=source.currency,
        country=source.country,
        time_zone=source.time_zone,
    )
    merchant = Merchant.objects.filter(slug=slugify(profile.name), last_batch__gt=0).first()
    if merchant is not None:
        return merchant
    merchant = open_merchant(profile, owner=None, actor=_ACTOR)
    say(f"Loading {source.path.name} …")
    with source.path.open("rb") as content:
        upload = receive(merchant, content, name=source.path.name, by=_ACTOR, loads_when_sure=True)
    upload = run(upload, say)
    if upload.state == UploadState.READY:
        confirm(upload, by=_ACTOR, takes_likeliest=True)
        upload = run(upload, say)
    if upload.failure is not None:
        raise failure_of(upload)
    merchant.refresh_from_db()
    return merchant


def _digest(source: Source) -> str:
    """Return what tells this file, loaded for this kind of merchant, from any other."""
    told = f"{source.key} {source.currency} {source.country} {source.time_zone}"
    return hashlib.sha256(told.encode() + source.path.read_bytes()).hexdigest()[:10]
