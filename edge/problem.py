"""One form of error for programs: problem+json (RFC 9457), made of the one error tree."""

import json
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from edge.lib.errors import Conflict, EdgeError, MustWait

CONTENT_TYPE = "application/problem+json"
# What any operation may answer besides its own replies; the description names them for every operation.
SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "about:blank; `code` says what it is"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable, for programs"},
        "detail": {"type": "string", "description": "what to do, for people"},
        "request_id": {"type": "string", "description": "name it when you write to support"},
        "kept": {"type": "string", "description": "what was kept in spite of the error"},
        "mend": {"type": "string", "description": "how to mend it"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
}
STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503)


def problem(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return an error's answer; entries of `more` that are empty are left out."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": getattr(request, "request_id", ""),
    }
    body |= {name: value for name, value in (more or {}).items() if value}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )


def problem_of(request: HttpRequest, error: EdgeError) -> HttpResponse:
    """Return the answer for an error of Edge; one that heals by waiting says how long."""
    response = problem(
        request,
        status=error.status,
        code=error.code,
        detail=error.merchant_text,
        more={"kept": error.kept, "mend": error.mend} | error.extra,
    )
    if isinstance(error, MustWait | Conflict) and error.retry_after_s:
        response["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="edge"'
    return response
