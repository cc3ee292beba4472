"""Proposals: listed, made from a prediction, edited cell by cell, decided."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from apps.catalog.errors import Refusal
from apps.catalog.models.coded import CODE_LENGTH
from apps.catalog.requests import Request
from apps.models.selectors import trained_attributes
from apps.models.serving import active_predictor
from apps.routing.answers import answer
from apps.routing.models import Proposal
from apps.routing.pages import read_question
from apps.routing.proposals import forms
from apps.routing.proposals.conflicts import conflict_part
from apps.routing.proposals.evidence import suggested_operations, suggested_uses
from apps.routing.proposals.listing import list_page
from apps.routing.proposals.page import Sheet, proposal_page, row_part, sheet_of, state_part
from apps.routing.proposals.sources import step_evidence
from apps.routing.services import edits, proposals, sets

see_proposals = permission_required("routing.view_proposal", raise_exception=True)
make_proposals = permission_required(["routing.add_proposal", "registry.predict_modelversion"], raise_exception=True)
edit_proposals = permission_required("routing.change_proposal", raise_exception=True)
decide_proposals = permission_required("routing.decide_proposal", raise_exception=True)
STATE_PART = "proposal-state"
AGAIN = {"undo": edits.undo, "redo": edits.redo}


@require_safe
@see_proposals
@vary_on_headers("HX-Request")
def proposal_list(request: Request) -> HttpResponse:
    template = "routing/_proposal_table.html" if request.htmx else "routing/proposal_list.html"
    return render(request, template, list_page(request.GET))


@require_POST
@make_proposals
def proposal_create(request: Request) -> HttpResponse:
    """The question is asked again: what the page showed was an answer of the same version, or of its successor."""
    try:
        served = active_predictor()
        asked = read_question(request.POST.dict(), trained_attributes(served.columns))
        if not asked.is_enough:
            raise Refusal(_("Nothing is known of the item: give its code, or describe it."))
        proposal = proposals.create_from_prediction(
            user=request.user,
            prediction=answer(served, asked.query).prediction,
            version_id=served.version_id,
            query=replace(asked.query, code=asked.code[:CODE_LENGTH]),
            item=asked.item,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("routing:predict")
    return redirect(proposal)


@require_safe
@see_proposals
@vary_on_headers("HX-Request")
def proposal_detail(request: Request, number: int) -> HttpResponse:
    sheet = sheet_of(_proposal(number))
    return _whole(request, sheet, **step_evidence(sheet, request.GET.get("step", "")))


@require_safe
@see_proposals
def step_source(request: Request, number: int, key: str) -> HttpResponse:
    return render(request, "routing/_step_evidence.html", step_evidence(sheet_of(_proposal(number)), key))


def _proposal(number: int) -> Proposal:
    people = ("version", "created_by", "changed_by", "decided_by")
    rows = Proposal.objects.select_related(*people).defer("version__metrics", "version__frozen_gates")
    return get_object_or_404(rows, pk=number)


def _whole(request: Request, sheet: Sheet, **more: Any) -> HttpResponse:
    asked = request.GET
    page = proposal_page(sheet, request.user, asked.get("tab", ""), all_history="history" in asked)
    template = "routing/_proposal.html" if request.htmx else "routing/proposal_detail.html"
    return render(request, template, page | more)


def changes_proposal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A refusal says its sentence, a conflict shows both sides; what the planner typed stays where it is."""

    @wraps(view)
    def guarded(request: Request, number: int, **arguments: str) -> HttpResponse:
        try:
            return view(request, number, **arguments)
        except edits.Conflict as conflict:
            return _conflict(request, number, conflict, arguments.get("key", ""))
        except Refusal as refusal:
            return _refused(request, number, str(refusal))

    return guarded


def _conflict(request: Request, number: int, conflict: edits.Conflict, key: str) -> HttpResponse:
    sheet = sheet_of(_proposal(number))
    context = conflict_part(conflict, sheet, request.POST.dict(), key) | {"action": request.path}
    if request.htmx:
        return render(request, "routing/_conflict.html", {"conflict": context}, status=409)
    page = proposal_page(sheet, request.user) | {"conflict": context}
    return render(request, "routing/proposal_detail.html", page, status=409)


def _refused(request: Request, number: int, sentence: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=400)
    messages.error(request, sentence)
    return redirect("routing:proposal-detail", number)


@require_POST
@edit_proposals
@changes_proposal
def step_change(request: Request, number: int, key: str) -> HttpResponse:
    """One cell as it was typed, or without JavaScript all of a row. The answer leaves the other cells alone."""
    edited = edits.edit(
        proposal_id=number,
        revision=forms.revision_of(request.POST),
        user=request.user,
        command=forms.change_of(key, request.POST),
    )
    return _edited(request, edited, key)


def _edited(request: Request, edited: edits.Edited, key: str = "") -> HttpResponse:
    if not request.htmx:
        return redirect(edited.proposal)
    sheet = Sheet(edited.proposal, edited.draft)
    if request.htmx.target != STATE_PART:
        return _whole(request, sheet_of(_proposal(edited.proposal.pk)))
    context = state_part(sheet, request.user) | row_part(sheet, key)
    return render(request, "routing/_proposal_saved.html", context)


@require_POST
@edit_proposals
@changes_proposal
def proposal_edit(request: Request, number: int) -> HttpResponse:
    """A change of the routing as a whole: steps, their order, the note, undo and redo."""
    revision, user, again = forms.revision_of(request.POST), request.user, AGAIN.get(request.POST.get("do", ""))
    if again:
        return _edited(request, again(proposal_id=number, revision=revision, user=user))
    command = forms.command_of(_proposal(number), request.POST)
    return _edited(request, edits.edit(proposal_id=number, revision=revision, user=user, command=command))


@require_POST
@permission_required("routing.add_operationset", raise_exception=True)
@changes_proposal
def set_keep(request: Request, number: int) -> HttpResponse:
    name, keys = request.POST.get("name", ""), request.POST.getlist("keys")
    kept = sets.keep_set(name=name.replace("\0", "")[:100], proposal=_proposal(number), keys=keys, user=request.user)
    messages.success(request, _("The steps are kept as the set %(name)s.") % {"name": kept.name})
    return redirect("routing:proposal-detail", number)


@require_POST
@decide_proposals
@changes_proposal
def proposal_decide(request: Request, number: int, action: str) -> HttpResponse:
    if action not in proposals.ACTIONS:
        raise Http404
    decided = proposals.decide(
        action=proposals.ACTIONS[action],
        proposal_id=number,
        revision=forms.revision_of(request.POST),
        user=request.user,
        reason=request.POST.get("reason", "").replace("\0", ""),
    )
    if request.htmx:
        return _whole(request, sheet_of(_proposal(number)))
    return redirect(decided)


@require_safe
@see_proposals
def operation_suggest(request: Request, number: int) -> HttpResponse:
    """What is likely at the place first, then what the catalogue has by that name."""
    sheet = sheet_of(_proposal(number))
    found = suggested_operations(sheet.prediction, sheet.draft, request.GET.get("after", ""), _typed(request))
    return render(request, "routing/_operation_suggestions.html", {"suggestions": found})


@require_safe
@see_proposals
def use_suggest(request: Request, kind: str) -> HttpResponse:
    """Machines or vendors of an operation, with how often and how recently each was used."""
    if kind not in ("resource", "vendor"):
        raise Http404
    operation = request.GET.get("operation", "").replace("\0", "")[:CODE_LENGTH]
    return render(request, "routing/_use_suggestions.html", {"uses": suggested_uses(operation, kind, _typed(request))})


def _typed(request: Request) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:CODE_LENGTH]
