"""The Django app of this folder."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Names the app by its folder."""

    name = "connectors"
    label = "connectors"
