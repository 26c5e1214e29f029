"""Makes our site the one that every `admin.py` registers with; alone here, since Django finds one app in `apps`."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, with our site."""

    default_site = "edge.staff_site.StaffSite"
