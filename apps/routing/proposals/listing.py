"""The list of proposals: filters and place in the address, a fixed number of queries at any size."""

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.catalog.models.coded import code_key
from apps.catalog.paging import Order, capped_count, count_text, page_of
from apps.routing.models import Proposal

NEWEST = Order("newest", [F("id")], descending=True)
TEXT_LENGTH = 100
COLUMNS = (
    "item_code", "name", "part_class", "drawing", "state", "created_at", "changed_at", "changed_by__username",
    "version__number",
)  # fmt: skip


class ProposalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Item code begins with"),
        method="by_code",
        max_length=TEXT_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": TEXT_LENGTH}),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Proposal.State.choices, empty_label=_("any"))
    part_class = django_filters.CharFilter(label=_("Part class"), max_length=TEXT_LENGTH, lookup_expr="iexact")
    by = django_filters.CharFilter(label=_("Made or changed by"), max_length=TEXT_LENGTH, method="by_person")

    class Meta:
        model = Proposal
        fields: list[str] = []

    def by_code(self, rows: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return rows.filter(item_code__istartswith=code_key(value))

    def by_person(self, rows: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return rows.filter(created_by__username__iexact=value) | rows.filter(changed_by__username__iexact=value)

    @property
    def is_filtering(self) -> bool:
        return any(value not in (None, "") for value in self.form.cleaned_data.values())


def list_page(query: QueryDict) -> dict[str, Any]:
    rows = Proposal.objects.select_related("changed_by", "version").only(*COLUMNS)
    found = ProposalFilter(query, rows)
    page = page_of(query, NEWEST, found.qs)
    return {
        "filter": found,
        "proposals": page.rows,
        "page": {**page.addresses(query), "count_text": _count_text(capped_count(found.qs))},
    }


def _count_text(count: int) -> str:
    return ngettext("%(count)s proposal", "%(count)s proposals", count) % {"count": count_text(count)}
