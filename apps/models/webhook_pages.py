"""What the pages of webhooks show."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.imports import NEWEST_FIRST
from apps.catalog.paging import capped_count, count_text, page_of
from apps.models.models import VersionEvent, Webhook, WebhookDelivery
from apps.models.models.webhooks import TEST_EVENT

State = WebhookDelivery.State


def webhooks() -> QuerySet[Webhook]:
    waiting, failed = (Count("deliveries", Q(deliveries__state=state)) for state in (State.WAITING, State.FAILED))
    return Webhook.objects.select_related("created_by").annotate(waiting=waiting, failed=failed)


class DeliveryFilter(django_filters.FilterSet):
    webhook = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Receiver"), empty_label=gettext_lazy("any"), queryset=Webhook.objects.all()
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), empty_label=gettext_lazy("any"), choices=State.choices
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Event"),
        empty_label=gettext_lazy("any"),
        choices=[*VersionEvent.Kind.choices, (TEST_EVENT, gettext_lazy("test"))],
    )

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []

    @property
    def is_filtering(self) -> bool:
        return any(value not in (None, "") for value in self.form.cleaned_data.values())


def log_page(query: QueryDict) -> dict[str, Any]:
    chosen = DeliveryFilter(query, WebhookDelivery.objects.select_related("webhook", "event__version").defer(*_LARGE))
    page = page_of(query, NEWEST_FIRST, chosen.qs)
    count = count_text(capped_count(chosen.qs))
    return {
        "filter": chosen,
        "deliveries": page.rows,
        "page": page.addresses(query) | {"count_text": _("%(count)s deliveries") % {"count": count}},
        "is_live": any(_goes_on(delivery) for delivery in page.rows),
    }


_LARGE = ("body", *(f"event__version__{name}" for name in ("metrics", "frozen_gates", "frozen_evidence")))


def _goes_on(delivery: WebhookDelivery) -> bool:
    """Whether something happens to it in the next seconds; what waits for its next attempt is not watched."""
    first = delivery.state == State.WAITING and not delivery.attempts and delivery.webhook.is_active
    return first or delivery.state == State.SENDING
