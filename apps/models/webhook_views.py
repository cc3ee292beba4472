"""Receivers of version events, and the log of what was sent to them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from apps.catalog.errors import Refusal
from apps.catalog.paging import address
from apps.catalog.requests import Request
from apps.models import webhook_pages
from apps.models.models import Webhook, WebhookDelivery
from apps.models.services import webhooks
from apps.models.webhook_forms import WebhookForm

may_manage = permission_required(webhooks.MANAGE, raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
@never_cache
def webhook_list(request: Request) -> HttpResponse:
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _with_secret(request, webhooks.make_webhook(**form.fields_of_service, user=request.user))
    context = {"webhooks": webhook_pages.webhooks(), "form": form}
    return render(request, "registry/webhook_list.html", context, status=422 if form.errors else 200)


def _with_secret(request: Request, webhook: Webhook) -> HttpResponse:
    """The answer to the POST itself: no address leads to the secret, and no session or cookie carries it."""
    return render(request, "registry/webhook_secret.html", {"webhook": webhook, "secret": webhook.secret})


@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def webhook_detail(request: Request, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    form = WebhookForm(request.POST if request.method == "POST" else None, instance=webhook)
    if form.is_valid():
        webhooks.change_webhook(webhook=webhook, **form.fields_of_service, user=request.user)
        messages.success(request, _("Saved."))
        return redirect("registry:webhook-list")
    context = {"webhook": get_object_or_404(Webhook, pk=pk), "form": form}
    return render(request, "registry/webhook_detail.html", context, status=422 if form.errors else 200)


@require_POST
@may_manage
@never_cache
def webhook_secret(request: Request, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    return _with_secret(request, webhooks.renew_secret(webhook=webhook, user=request.user))


@require_POST
@may_manage
def webhook_test(request: Request, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    try:
        webhooks.send_test(webhook=webhook, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(webhook)
    return redirect(f"{reverse('registry:webhook-log')}?webhook={pk}")


@require_safe
@may_manage
@vary_on_headers("HX-Request")
def webhook_log(request: Request) -> HttpResponse:
    context = webhook_pages.log_page(request.GET)
    if request.htmx:
        return push_url(render(request, "registry/_delivery_table.html", context), address(request.GET))
    return render(request, "registry/webhook_log.html", context)


@require_safe
@may_manage
def delivery_detail(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("webhook", "event__version"), pk=pk)
    return render(request, "registry/delivery_detail.html", {"delivery": delivery})


@require_POST
@may_manage
def delivery_resend(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery, pk=pk)
    try:
        webhooks.resend(delivery=delivery, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Delivery %(number)d is sent again.") % {"number": pk})
    return redirect("registry:delivery-detail", pk)
