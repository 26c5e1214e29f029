"""The Django app of this folder."""

from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge.merchants"
    label = "merchants"
