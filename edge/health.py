"""The two questions that a load balancer asks: does this process live, and can Edge serve."""

import redis
from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from edge.schema import pending_migrations
from edge.telemetry import heartbeat

PROCESSES = ["worker", "beat", "converse"]
# A schema that is complete stays complete for this process: its code does not change.
_complete_schemas: set[str] = set()


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as this process answers at all."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, schema, Redis, worker, beat and converse all serve; else 503 and which does not."""
    checks = check_database() | check_processes()
    is_ready = all(checks.values())
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def check_database() -> dict[str, bool]:
    """Return whether Postgres answers and its schema is the code's."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
        if "default" not in _complete_schemas and not pending_migrations("default"):
            _complete_schemas.add("default")
    except DatabaseError:
        return {"postgres": False, "migrations": False}
    return {"postgres": True, "migrations": "default" in _complete_schemas}


def check_processes() -> dict[str, bool]:
    """Return whether Redis answers and each process gave a sign of life."""
    try:
        return {"redis": True} | heartbeat.alive(PROCESSES)
    except redis.RedisError:
        return {"redis": False} | dict.fromkeys(PROCESSES, False)
