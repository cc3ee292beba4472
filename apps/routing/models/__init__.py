"""What routings are proposed and exported with."""

from apps.routing.models.export import ExportColumn, MappingEvent

__all__ = ["ExportColumn", "MappingEvent"]
