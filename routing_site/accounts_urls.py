"""Login, logout, passwords: Django's own views with our templates; and asking for access."""

from django.contrib.auth import views
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.people.forms import ResetForm
from apps.people.views.access import ask, asked, braked

form = require_http_methods(["GET", "HEAD", "POST"])  # Django's own would take a PUT too

urlpatterns = [
    path("login/", form(views.LoginView.as_view(redirect_authenticated_user=True)), name="login"),
    path("logout/", require_POST(views.LogoutView.as_view()), name="logout"),
    path("password/", form(views.PasswordChangeView.as_view()), name="password_change"),
    path("password/done/", require_safe(views.PasswordChangeDoneView.as_view()), name="password_change_done"),
    path("reset/", form(braked(views.PasswordResetView.as_view(form_class=ResetForm))), name="password_reset"),
    path("reset/done/", require_safe(views.PasswordResetDoneView.as_view()), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", form(views.PasswordResetConfirmView.as_view()), name="password_reset_confirm"),
    path("reset/complete/", require_safe(views.PasswordResetCompleteView.as_view()), name="password_reset_complete"),
    path("request/", ask, name="access_request"),
    path("request/done/", asked, name="access_request_done"),
]
