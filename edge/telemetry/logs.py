"""Structured logs: an event name and fields, scrubbed, with the request's id; JSON in production."""

import logging
import logging.config
import time
from collections.abc import Awaitable, Callable
from typing import Any

import sentry_sdk
import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from edge.lib.ids import public_id
from edge.telemetry.redact import redact

PROBES = {"/live", "/ready"}
# Parts of an address that are as good as a password for as long as they hold.
SECRET_PARTS = ("token", "key")


class _NotAProbe(logging.Filter):
    """Drops Django's complaint about each 503 of /ready, which is an answer and not a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", None) not in PROBES


class WithoutSecrets(logging.Filter):
    """Cuts the tokens of mailed links out of the paths that Django's own lines name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, its words without what opens a door."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                _without_secrets(one, request) if isinstance(one, str) else one
                for one in record.args
            )
        return True


def scrub(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Redact every text of a log line."""
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def configure(options: dict[str, Any]) -> None:
    """Set up logging; Django calls this with settings.LOGGING: level, and format json or text."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        scrub,
    ]
    render = (
        structlog.processors.JSONRenderer()
        if options["format"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            render,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"edge": formatter},
            "filters": {"probe": {"()": _NotAProbe}, "secret": {"()": WithoutSecrets}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "edge",
                    "filters": ["probe", "secret"],
                }
            },
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                "httpx": {"level": "WARNING"},
                "httpx2": {"level": "WARNING"},
                "uvicorn.access": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
            },
        }
    )


def scrub_sentry(event: Any, _hint: Any) -> Any:
    """Redact every text of a Sentry event before it leaves."""
    if isinstance(event, dict):
        return {key: scrub_sentry(value, None) for key, value in event.items()}
    if isinstance(event, list):
        return [scrub_sentry(value, None) for value in event]
    return redact(event) if isinstance(event, str) else event


def start_sentry(dsn: str, *, release: str) -> None:
    """Report errors to Sentry where an address is configured; no bodies, no cookies, no personal data."""
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            release=release,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=scrub_sentry,
            before_breadcrumb=scrub_sentry,
        )


def path_without_secrets(request: HttpRequest) -> str:
    """Return the request's path with what opens a door cut out: the tokens of mailed links."""
    return _without_secrets(request.path, request)


def _without_secrets(text: str, request: HttpRequest) -> str:
    if request.resolver_match is None:
        return text
    for name in SECRET_PARTS:
        if secret := request.resolver_match.kwargs.get(name):
            text = text.replace(str(secret), "…")
    return text


class RequestLogMiddleware:
    """Gives every request an id, which its log lines and its answer carry, and logs how it went."""

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("edge.request")
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        """Answer the request."""
        if iscoroutinefunction(self.get_response):
            return self._answer_async(request)
        begun = self._begin(request)
        return self._end(request, self.get_response(request), begun)

    async def _answer_async(self, request: HttpRequest) -> HttpResponse:
        begun = self._begin(request)
        return self._end(request, await self.get_response(request), begun)

    def _begin(self, request: HttpRequest) -> float:
        request_id = public_id("req")
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the error page and problem+json
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        return time.perf_counter()

    def _end(self, request: HttpRequest, response: HttpResponse, begun: float) -> HttpResponse:
        took_ms = round((time.perf_counter() - begun) * 1000, 1)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # set in _begin
        response["Server-Timing"] = f"app;dur={took_ms}"
        # Probes come every second and say nothing new.
        tell = self.log.debug if request.path in PROBES else self.log.info
        tell(
            "request",
            method=request.method,
            path=path_without_secrets(request),
            status=response.status_code,
            ms=took_ms,
        )
        return response
