"""What the work queue shows."""

from typing import Any

from apps.catalog.models import ImportRun, Item
from apps.catalog.models.items import CREATED_ORDER
from apps.catalog.selectors import LIST_COLUMNS
from apps.models.models import ModelVersion
from apps.models.selectors import active_version, open_trainings

QUEUE_LENGTH = 25
COUNT_LIMIT = 10_000


def home_page() -> dict[str, Any]:
    unrouted = Item.objects.filter(has_routing=False)
    return {
        "queue": unrouted.only(*LIST_COLUMNS).order_by(CREATED_ORDER.desc(), "-id")[:QUEUE_LENGTH],
        "queue_text": _count_text(unrouted[: COUNT_LIMIT + 1].count()),
        "active": active_version(),
        "last_import": ImportRun.objects.first(),
        "in_review": ModelVersion.objects.filter(review_status=ModelVersion.Review.IN_REVIEW).only("number"),
        "trainings": open_trainings(),
    }


def _count_text(count: int) -> str:
    """Counting stops at the limit: nobody plans by the last digit, and it must stay fast at any size."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
