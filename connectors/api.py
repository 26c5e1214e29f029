"""The API's door to what is brought in: transactions in batches, and files."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Header, Query, Router, UploadedFile
from ninja.responses import Status

from connectors import books
from connectors.books_shapes import (
    ChangesOut,
    ChoiceIn,
    ChoiceOut,
    OverlapOut,
    ProductKindIn,
    ProductOut,
    SuggestionOut,
    show_changes,
    show_pair,
    show_product,
    show_suggestion,
)
from connectors.models import Upload
from connectors.transactions import TransactionsIn, TransactionsOut, shown, take_in
from connectors.upload_shapes import (
    MendedOut,
    MendIn,
    ReadingIn,
    UndoneOut,
    UploadOut,
    show_mended,
    show_upload,
)
from connectors.uploads import decide
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.mending.mend import mend
from edge.facts.goods import suggestions
from edge.facts.overlap import overlaps
from edge.lib.errors import InvalidRequest
from edge.merchants.access import access_of, merchant_endpoint, merchant_for
from edge.merchants.idempotency import Request, answer_once
from edge.merchants.models import Merchant, Role
from edge.merchants.roles import Scope

router = Router(tags=["data"])
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=255)]
MOST_LISTED = 200


@router.post("/transactions", response={201: TransactionsOut}, operation_id="write_transactions")
def write_transactions(
    request: HttpRequest, body: TransactionsIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Take in up to a thousand sales, refunds and other movements of money, all or none.

    Sending a transaction again changes nothing; sending its id with another content corrects it. The reply is kept
    for 24 hours under the Idempotency-Key and given, byte for byte, to every repeat.
    """
    merchant = merchant_for(request, role=Role.MANAGER, scope=Scope.WRITE)
    wanted = Request("write_transactions", idempotency_key, request.body)
    return answer_once(
        merchant, wanted, lambda: (201, shown(take_in(merchant, body), len(body.transactions)))
    )


@router.post("/uploads", response={202: UploadOut}, operation_id="upload_file")
def upload_file(
    request: HttpRequest,
    file: File[UploadedFile],
    load: Annotated[
        bool, Form(description="load it without a check where its reading is sure")
    ] = True,
) -> Status[dict[str, Any]]:
    """Bring a file of sales, which is read in the background.

    Text tables (CSV, TSV, other separators, fixed width), XLSX and ODS, also packed as .gz or .zip. Bringing the same
    bytes again adds nothing to the books: `same_as` names the upload that brought them.
    """
    merchant = merchant_for(request, role=Role.MANAGER, scope=Scope.WRITE)
    upload = receive(
        merchant, file, name=file.name or "file", by=access_of(request).actor, loads_when_sure=load
    )
    return Status(202, show_upload(upload))


@router.get("/uploads", response=list[UploadOut], operation_id="list_uploads")
@merchant_endpoint(scope=f"{Scope.READ}:uploads", role=Role.MANAGER)
def list_uploads(
    request: HttpRequest,
    merchant: Merchant,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> list[dict[str, Any]]:
    """Return the files that were brought, newest first."""
    found = Upload.objects.for_merchant(merchant).select_related("batch").order_by("-created_at")
    return [show_upload(one, with_problems=False) for one in found[:limit]]


@router.get("/uploads/{upload_id}", response=UploadOut, operation_id="get_upload")
@merchant_endpoint(scope=f"{Scope.READ}:uploads", role=Role.MANAGER)
def get_upload(request: HttpRequest, merchant: Merchant, upload_id: str) -> dict[str, Any]:
    """Return one file: how far it has come, how it was read, what was loaded and refused."""
    return show_upload(find_upload(merchant, upload_id))


@router.post("/uploads/{upload_id}/reading", response=UploadOut, operation_id="correct_upload")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def correct_upload(
    request: HttpRequest, merchant: Merchant, upload_id: str, body: ReadingIn
) -> dict[str, Any]:
    """Correct what columns mean and answer what the file leaves open; nothing is loaded yet."""
    found = find_upload(merchant, upload_id)
    return show_upload(decide.correct(found, body.said(), seen=body.revision))


@router.post(
    "/uploads/{upload_id}/confirm", response={202: UploadOut}, operation_id="confirm_upload"
)
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def confirm_upload(
    request: HttpRequest,
    merchant: Merchant,
    upload_id: str,
    revision: Annotated[
        int | None, Query(ge=0, description="of the upload as it was looked at; else a conflict")
    ] = None,
) -> Status[dict[str, Any]]:
    """Load a file as it is read now."""
    found = find_upload(merchant, upload_id)
    upload = decide.confirm(found, by=access_of(request).actor, seen=revision)
    return Status(202, show_upload(upload))


@router.delete("/uploads/{upload_id}", response={204: None}, operation_id="discard_upload")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def discard_upload(request: HttpRequest, merchant: Merchant, upload_id: str) -> Status[None]:
    """Throw away a file of which nothing was loaded."""
    decide.discard(find_upload(merchant, upload_id), by=access_of(request).actor)
    return Status(204, None)


@router.post("/uploads/{upload_id}/mend", response=MendedOut, operation_id="mend_upload")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def mend_upload(
    request: HttpRequest, merchant: Merchant, upload_id: str, body: MendIn
) -> dict[str, Any]:
    """Read refused rows of a loaded file again, with other texts in their cells, and load those that are right now."""
    upload = find_upload(merchant, upload_id)
    mended = mend(upload, body.rows, by=access_of(request).actor)
    if mended.passed_over == len(body.rows):
        raise InvalidRequest(
            _("None of these lines is refused, or they were mended before."),
            kept=_("Nothing was changed."),
            mend=_("Send lines that stand among the upload's problems."),
        )
    return show_mended(upload, mended)


@router.post("/imports/{batch_id}/undo", response=UndoneOut, operation_id="undo_import")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def undo_import(request: HttpRequest, merchant: Merchant, batch_id: str) -> dict[str, Any]:
    """Take an import back, whatever brought it; what it had corrected holds again."""
    batch, change = decide.undo(merchant, batch_id, by=access_of(request).actor)
    return {
        "batch": batch.public_id,
        "rows": change.removed,
        "restored": change.added,
        "held_by": [one.public_id for one in change.held_by],
    }


@router.get("/imports/{batch_id}/changes", response=ChangesOut, operation_id="import_changes")
@merchant_endpoint(scope=f"{Scope.READ}:uploads", role=Role.MANAGER)
def import_changes(
    request: HttpRequest,
    merchant: Merchant,
    batch_id: str,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
) -> dict[str, Any]:
    """Return what an import changed in what its source had told before, document by document."""
    return show_changes(books.changes(merchant, batch_id, limit))


@router.post("/imports/{batch_id}/take_out", response=UndoneOut, operation_id="take_out_missing")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def take_out_missing(request: HttpRequest, merchant: Merchant, batch_id: str) -> dict[str, Any]:
    """Take out the receipts that a corrected file no longer has; undoing the import brings them back."""
    change = books.take_out_missing(merchant, batch_id, by=access_of(request).actor)
    return {"batch": batch_id, "rows": change.removed, "restored": change.added}


@router.get("/overlaps", response=list[OverlapOut], operation_id="list_overlaps")
@merchant_endpoint(scope=f"{Scope.READ}:uploads", role=Role.MANAGER)
def list_overlaps(request: HttpRequest, merchant: Merchant) -> list[dict[str, Any]]:
    """Return where two sources tell of the same days, and which of them counts."""
    return [show_pair(pair) for pair in overlaps(merchant)]


@router.post("/overlaps", response=ChoiceOut, operation_id="choose_source")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def choose_source(request: HttpRequest, merchant: Merchant, body: ChoiceIn) -> dict[str, str]:
    """Say which of two sources counts on the days of which both tell; null adds both."""
    batch = books.choose(
        merchant,
        (body.one, body.other),
        body.counts,
        by=access_of(request).actor,
        first=body.first_day,
        last=body.last_day,
    )
    return {"batch": batch.public_id}


@router.get("/products/suggestions", response=list[SuggestionOut], operation_id="no_products")
@merchant_endpoint(scope=f"{Scope.READ}:uploads", role=Role.MANAGER)
def no_products(request: HttpRequest, merchant: Merchant) -> list[dict[str, Any]]:
    """Return what stands among the products and is probably none: postage, fees, deposits."""
    return [show_suggestion(one) for one in suggestions(merchant)]


@router.post("/products/kind", response=ProductOut, operation_id="mark_product")
@merchant_endpoint(scope=Scope.WRITE, role=Role.MANAGER)
def mark_product(request: HttpRequest, merchant: Merchant, body: ProductKindIn) -> dict[str, Any]:
    """Say what a product is; what is none is left out of rankings and stays in net sales."""
    return show_product(
        books.mark_product(merchant, body.code, body.kind, by=access_of(request).actor)
    )
