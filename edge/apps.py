"""The Django app of the wire: it owns commands and no tables."""

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    """Names the app by its folder, and makes our Celery application the current one in every process."""

    name = "edge"
    label = "edge"

    def ready(self) -> None:
        """Import the Celery application: `edge/__init__.py` stays empty, else `edge.lib` would hang from the roof."""
        # Needs settings, so it cannot stand at the top.
        from edge.celery import app

        app.set_default()
