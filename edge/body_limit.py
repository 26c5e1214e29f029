"""How large a request's body may be, held before Django spools the whole of it to disk."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from edge.api import api
from edge.lib.ids import public_id
from edge.problem import problem

# Above DATA_UPLOAD_MAX_MEMORY_SIZE, so that Django's own answer to a form that is too large stays reachable.
MOST_BYTES = 6_000_000
# What the boundaries and other fields of a form add to the file.
FORM_BYTES = 1_000_000
TOO_LARGE = "This request is too large."
log = structlog.get_logger(__name__)
# As Django types them.
Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


@cache
def _upload_paths() -> frozenset[str]:
    return frozenset({reverse("upload"), reverse(f"{api.urls_namespace}:upload_file")})


def most_bytes(path: str) -> int:
    """Return how many bytes a request to that path may carry."""
    return settings.UPLOAD_MAX_BYTES + FORM_BYTES if path in _upload_paths() else MOST_BYTES


class BodyLimit:
    """Passes requests on to an application, chunk by chunk, and answers 413 to those that grow too large."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(most_bytes(scope["path"].removeprefix(scope["root_path"])), receive, send)
        if _content_length(scope) > body.most:
            body.is_too_large = True
        else:
            await self.app(scope, body.receive, body.send)
        if body.is_too_large and not body.is_answered:
            await _refuse(scope, send)


class _Body:
    """Counts what comes in; once that is too much, the application is told that the client is gone."""

    def __init__(self, most: int, receive: Receive, send: Send) -> None:
        self.most = most
        self.is_too_large = False
        self.is_answered = False
        self._read = 0
        self._receive = receive
        self._send = send

    async def receive(self) -> Event:
        """Return the next event for the application."""
        event = await self._receive()
        if event["type"] == "http.request":
            self._read += len(event.get("body", b""))
            self.is_too_large = self._read > self.most
        # Django closes and removes what it spooled when it hears this.
        return {"type": "http.disconnect"} if self.is_too_large else event

    async def send(self, event: Event) -> None:
        """Pass on what the application answers."""
        self.is_answered = True
        await self._send(event)


def _content_length(scope: Scope) -> int:
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0


async def _refuse(scope: Scope, send: Send) -> None:
    request = HttpRequest()
    request_id = public_id("req")
    request.request_id = request_id  # type: ignore[attr-defined]  # read by problem+json
    log.warning("body_too_large", request_id=request_id, method=scope["method"])
    answer = (
        problem(
            request,
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            code="too_large",
            detail=TOO_LARGE,
        )
        if scope["path"].removeprefix(scope["root_path"]).startswith("/api/")
        else HttpResponse(
            TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content_type="text/plain"
        )
    )
    # The rest of the body is not read, so nothing else can follow on this connection.
    headers = [
        (b"content-type", answer["Content-Type"].encode()),
        (b"content-length", str(len(answer.content)).encode()),
        (b"x-request-id", request_id.encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})
