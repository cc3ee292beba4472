"""What `review`, `activate` and `rollback` print."""

from typing import Any

from django.utils.translation import gettext as _

from apps.models.models import ModelVersion


def decision_report(version: ModelVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "review_status": version.review_status,
        "active": version.is_active,
        "gates": version.frozen_gates,
        "gates_overridden": version.gates_overridden,
        "evidence": version.frozen_evidence,
    }


def decision_summary(report: dict[str, Any]) -> str:
    state = ModelVersion.Review(report["review_status"]).label
    active = _(" and active") if report["active"] else ""
    mark = _(", its gates overridden") if report["gates_overridden"] else ""
    return _("Version %(number)s is %(state)s%(active)s%(mark)s.") % {
        "number": report["version"],
        "state": state,
        "active": active,
        "mark": mark,
    }
