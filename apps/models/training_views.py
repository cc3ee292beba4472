"""Trainings: request one, watch it, cancel it; and the schedule of those that start by themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from apps.catalog.errors import Refusal
from apps.catalog.requests import Request
from apps.models import training_pages as pages
from apps.models.models import TrainingRun
from apps.models.services import schedules, training
from apps.models.training_forms import ScheduleForm, TrainingForm

may_train = permission_required("registry.train_modelversion", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_train
@vary_on_headers("HX-Request", "HX-Target")
def train(request: Request) -> HttpResponse:
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            run = training.request_training(
                seed=form.cleaned_data["seed"],
                note=form.cleaned_data["note"],
                options=form.options(),
                requested_by=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(run)
    live = request.htmx.target == "training-table"
    template = "registry/_training_table.html" if live else "registry/train.html"
    return render(request, template, pages.train_page(form), status=422 if form.errors else 200)


@require_safe
@permission_required("registry.view_trainingrun", raise_exception=True)
@vary_on_headers("HX-Request", "HX-Target")
def training_detail(request: Request, pk: int) -> HttpResponse:
    """The page, or its live part alone, which asks for itself again only while there is something to wait for."""
    run = get_object_or_404(TrainingRun.objects.select_related("requested_by", "version"), pk=pk)
    live = request.htmx.target == "training-run"
    template = "registry/_training_run.html" if live else "registry/training_detail.html"
    return render(request, template, pages.training_page(run, request.user))


@require_POST
@may_train
def training_cancel(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(TrainingRun, pk=pk)
    if training.cancel(run=run, user=request.user):
        messages.info(request, _("The training is cancelled."))
    else:
        messages.warning(request, _("The training had ended before; nothing was cancelled."))
    return redirect(run)


@require_http_methods(["GET", "HEAD", "POST"])
@may_train
def training_schedule(request: Request) -> HttpResponse:
    schedule = schedules.current_schedule()
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=ScheduleForm.initial_of(schedule))
    if form.is_valid():
        schedules.change_schedule(values=form.values(), options=form.options(), user=request.user)
        messages.success(request, _("The schedule is saved."))
        return redirect("registry:training-schedule")
    context = pages.schedule_page(schedule, form)
    return render(request, "registry/training_schedule.html", context, status=422 if form.errors else 200)
