"""The errors of Edge on one page, sorted by who must act."""

from typing import Any


class EdgeError(Exception):
    """What went wrong, once for the merchant (what to do next) and once for the log (what happened).

    kept: what was kept in spite of the error; mend: what to do. Neither text holds a secret or a card number.
    """

    code = "error"
    status = 500

    def __init__(
        self,
        merchant_text: str,
        *,
        log_text: str = "",
        kept: str = "",
        mend: str = "",
        code: str = "",
    ) -> None:
        super().__init__(log_text or merchant_text)
        self.merchant_text = merchant_text
        self.log_text = log_text or merchant_text
        self.kept = kept
        self.mend = mend
        self.code = code or self.code
        # What else a program needs to mend it, such as the readings between which to choose.
        self.extra: dict[str, Any] = {}


class MerchantMustAct(EdgeError):
    """The merchant, or whoever calls for them, can mend it."""

    code = "invalid_request"
    status = 400


class InvalidRequest(MerchantMustAct):
    """The request does not say what it must, or says it wrongly."""

    status = 422


class NotLoggedIn(MerchantMustAct):
    """No log-in and no key came with the request, or one that no longer holds."""

    code = "not_logged_in"
    status = 401


class NotAllowed(MerchantMustAct):
    """The person or key is known, but its role or scopes do not reach this far."""

    code = "not_allowed"
    status = 403


class NotFound(MerchantMustAct):
    """There is no such thing, or it is not yours; the two look alike on purpose."""

    code = "not_found"
    status = 404


class NotYours(NotFound):
    """It exists and belongs to another merchant; shown as 404."""


class Conflict(MerchantMustAct):
    """It collides with what is there: a key used for another request, a lease held by someone else.

    retry_after_s: when trying again may help; 0 where it never will.
    """

    code = "conflict"
    status = 409

    def __init__(
        self,
        merchant_text: str,
        *,
        retry_after_s: float = 0.0,
        kept: str = "",
        mend: str = "",
        code: str = "",
    ) -> None:
        super().__init__(merchant_text, kept=kept, mend=mend, code=code)
        self.retry_after_s = retry_after_s


class FileUnreadable(MerchantMustAct):
    """The file cannot be read at all."""

    code = "file_unreadable"
    status = 422


class ColumnsUnrecognized(MerchantMustAct):
    """The file was read, but its columns or what a row means are not sure."""

    code = "reading_unsure"
    status = 422


class CredentialsRejected(MerchantMustAct):
    """A source refused the credentials that the merchant gave."""

    code = "credentials_rejected"
    status = 400


class MustWait(EdgeError):
    """Too much at once; `retry_after_s` says when to come back."""

    code = "must_wait"
    status = 429

    def __init__(
        self, merchant_text: str, *, retry_after_s: float = 1.0, log_text: str = ""
    ) -> None:
        super().__init__(merchant_text, log_text=log_text)
        self.retry_after_s = retry_after_s


class RateLimited(MustWait):
    """More requests in a minute than the key or person may make."""

    code = "rate_limited"


class TooManyAtOnce(MustWait):
    """More running at the same time than may run."""

    code = "too_many_at_once"


class BudgetSpent(MustWait):
    """The money set aside for models is used up."""

    code = "budget_spent"


class UpstreamFailed(EdgeError):
    """Something outside Edge failed; it may heal by itself."""

    code = "upstream_failed"
    status = 502


class SourceDown(UpstreamFailed):
    """A source of data does not answer."""

    code = "source_down"


class ModelDown(UpstreamFailed):
    """No model answers."""

    code = "model_down"
    status = 503


class DeliveryFailed(UpstreamFailed):
    """A message could not be delivered; `permanent` says that trying again is of no use."""

    code = "delivery_failed"

    def __init__(self, merchant_text: str, *, permanent: bool, log_text: str = "") -> None:
        super().__init__(merchant_text, log_text=log_text)
        self.permanent = permanent


class ModelMayRead(EdgeError):
    """A tool's error whose text goes back to the model; it never reaches HTTP."""


class ToolRetry(ModelMayRead):
    """The arguments were wrong: fix them and call again."""

    code = "tool_retry"


class ToolFailed(ModelMayRead):
    """The tool cannot do it: adapt, do not repeat."""

    code = "tool_failed"
