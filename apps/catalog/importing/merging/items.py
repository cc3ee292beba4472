# ruff: noqa: S608 - the names in the statements are our own
"""Items, and the attributes that they have."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from apps.catalog.importing.merging.tables import ITEM, STEP, merge, write
from apps.catalog.importing.profile import AttributeForm
from apps.catalog.models import Attribute

COLUMNS = (
    "code", "name", "part_class", "drawing", "drawing_revision", "drawing_sheet", "created_on", "attributes",
    "has_routing",
)  # fmt: skip  # one line of names


def merge_items(cursor: CursorWrapper) -> tuple[int, int]:
    """An item has a routing as soon as it has a step; told here already, since an update costs as much again."""
    return merge(
        cursor,
        ITEM,
        ["code_key"],
        COLUMNS,
        f"""
        SELECT staged.code_key, staged.code, coalesce(name, '') AS name, coalesce(part_class, '') AS part_class,
            coalesce(drawing, '') AS drawing, coalesce(drawing_revision, '') AS drawing_revision,
            coalesce(drawing_sheet, '') AS drawing_sheet, created_on, attributes,
            steps.item_key IS NOT NULL OR routed.code_key IS NOT NULL AS has_routing
        FROM load_items staged
        LEFT JOIN (SELECT DISTINCT item_key FROM load_steps) steps ON steps.item_key = staged.code_key
        LEFT JOIN (SELECT code_key FROM {ITEM} WHERE has_routing) routed ON routed.code_key = staged.code_key
        """,
        touch="updated_at = now()",
    )


def mark_routed(cursor: CursorWrapper) -> int:
    """Items of which only the routings were loaded."""
    return write(
        cursor,
        f"""
        UPDATE {ITEM} item SET has_routing = true, updated_at = now()
        WHERE NOT has_routing AND EXISTS (
            SELECT FROM load_routing JOIN {STEP} step ON step.routing_id = load_routing.id
            WHERE load_routing.item_id = item.id
        )
    """,
    )


def add_attributes(forms: Sequence[AttributeForm]) -> list[Attribute]:
    """Returns those that were not known. What a person has set for one that is known already stays."""
    known = set(Attribute.objects.values_list("key", flat=True))
    start = (Attribute.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    added = [
        Attribute(
            key=form.key,
            label=form.label,
            kind=form.kind,
            unit=form.unit,
            used_for_learning=form.used_for_learning,
            position=min(start + number, 32_767),
        )
        for number, form in enumerate(form for form in forms if form.key not in known)
    ]
    return Attribute.objects.bulk_create(added)
