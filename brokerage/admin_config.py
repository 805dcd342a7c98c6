"""The admin as an app: Django's, with our own site (`brokerage.staff`)."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own site."""

    default_site = "brokerage.staff.StaffSite"
