"""The REST API: one Ninja application, one router a package, one form of error."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer

from chat.api import router as chat_router
from connectors.api import router as connectors_router
from edge import problem
from edge.lib.errors import EdgeError, NotAllowed, NotFound, NotLoggedIn
from edge.merchants.access import Access, identify
from edge.merchants.api import router as merchants_router
from insights.api import router as insights_router

log = structlog.get_logger("edge.api")


class KeyBearer(HttpBearer):
    """`Authorization: Bearer sk-edge-…`."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Access | None:
        """Return who holds the key, or None where the request carries none."""
        return identify(request) if request.headers.get("Authorization") else None

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        """Say the same; Ninja asks for it by this name."""
        return identify(request)


class LoggedIn(APIKeyCookie):
    """The browser's session; writes carry a CSRF token."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Access | None:
        """Return who is logged in. Raises NotLoggedIn, or NotAllowed without a CSRF token."""
        return identify(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Access | None:
        """Say the same; Ninja asks for it by this name."""
        return identify(request)


class EdgeAPI(NinjaAPI):
    """The application, whose description names the one form of error for every operation."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Return the OpenAPI description."""
        schema = super().get_openapi_schema(**given)
        schema["components"].setdefault("schemas", {})["Problem"] = problem.SCHEMA
        content = {problem.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in problem.STATUSES:
                    described = {"description": "Problem", "content": content}
                    operation["responses"].setdefault(str(status), described)
        return schema


api = EdgeAPI(
    title="Edge",
    version="1",
    description="Sales in, figures and insights out. Amounts are decimal strings in major units, rates fractions.",
    urls_namespace="api",
    docs_url=None,
    auth=[KeyBearer(), LoggedIn()],
)
api.add_router("", merchants_router)
api.add_router("", connectors_router)
api.add_router("", insights_router)
api.add_router("", chat_router)


@api.exception_handler(EdgeError)
def _edge_error(request: HttpRequest, error: EdgeError) -> HttpResponse:
    if error.status >= 500:
        log.warning("upstream", code=error.code, text=error.log_text)
    return problem.problem_of(request, error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Without the input: an error's answer must not carry what may be a card number into somebody's log.
    told = [
        {"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]}
        for one in error.errors
    ]
    return problem.problem(
        request,
        status=422,
        code="invalid_request",
        detail="The request does not say what it must, or says it wrongly.",
        more={"errors": told},
    )


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem.problem_of(
        request, NotLoggedIn("Log in, or send a key as “Authorization: Bearer sk-edge-…”.")
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem.problem_of(request, NotFound("There is no such thing, or it is not yours."))


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem.problem_of(request, NotAllowed("You may not do that."))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem.problem(
        request, status=error.status_code, code="invalid_request", detail=error.message
    )


@api.exception_handler(Exception)
def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("bug", path=request.path, exc_info=error)
    return problem.problem(
        request,
        status=500,
        code="internal",
        detail="Something broke on our side and has been written down. Trying again usually helps.",
    )
