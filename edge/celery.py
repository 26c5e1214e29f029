"""The Celery application: broker, limits and schedule come from settings."""

import os

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edge.settings")

app = Celery("edge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def check_limits() -> None:
    """Raise ImproperlyConfigured where a task may outlive the visibility timeout, and so run twice."""
    if settings.CELERY_TASK_TIME_LIMIT * 1.2 > settings.CELERY_VISIBILITY_TIMEOUT:
        raise ImproperlyConfigured(
            "EDGE_TASK_LIMIT_S × 1.2 must not exceed EDGE_VISIBILITY_TIMEOUT_S: a task that outlives it starts again."
        )


@worker_process_init.connect
def drop_inherited_connections(**_: object) -> None:
    """Close what the parent opened: a connection shared over a fork mixes two conversations."""
    connections.close_all()


check_limits()
