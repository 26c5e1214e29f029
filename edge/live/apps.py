"""The Django app of this folder."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge.live"
    label = "live"
