"""Addresses of predictions, proposals and exports."""

from django.urls import include, path

from apps.routing import views
from apps.routing.proposals import views as proposals

app_name = "routing"
urlpatterns = [
    path("predict/", views.predict, name="predict"),
    path("exports/", include("apps.routing.export.urls")),
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/new/", proposals.proposal_create, name="proposal-create"),
    path("proposals/suggest/<slug:kind>/", proposals.use_suggest, name="use-suggest"),
    path("proposals/<int:number>/", proposals.proposal_detail, name="proposal-detail"),
    path("proposals/<int:number>/edit/", proposals.proposal_edit, name="proposal-edit"),
    path("proposals/<int:number>/steps/<slug:key>/", proposals.step_change, name="step-change"),
    path("proposals/<int:number>/steps/<slug:key>/evidence/", proposals.step_source, name="step-evidence"),
    path("proposals/<int:number>/sets/", proposals.set_keep, name="set-keep"),
    path("proposals/<int:number>/operations/", proposals.operation_suggest, name="operation-suggest"),
    path("proposals/<int:number>/<slug:action>/", proposals.proposal_decide, name="proposal-decide"),
]
