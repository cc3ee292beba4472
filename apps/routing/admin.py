"""What of the routing app stands in the admin."""

from apps.routing.export import admin as export_admin

__all__ = ["export_admin"]
