"""The API's door to what is brought in: transactions in batches."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from connectors.transactions import TransactionsIn, TransactionsOut, shown, take_in
from edge.merchants.access import merchant_for
from edge.merchants.idempotency import Request, answer_once
from edge.merchants.models import Role
from edge.merchants.roles import Scope

router = Router(tags=["data"])
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=255)]


@router.post("/transactions", response={201: TransactionsOut}, operation_id="write_transactions")
def write_transactions(
    request: HttpRequest,
    body: TransactionsIn,
    idempotency_key: IdempotencyKey,
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
