"""The Django app of this folder."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Names the app by its folder."""

    name = "chat"
    label = "chat"
