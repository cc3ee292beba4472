"""Login, logout, passwords: Django's own views with our templates; and asking for access."""

from django.contrib.auth import views
from django.urls import path

from apps.people.forms import ResetForm
from apps.people.views.access import ask, asked, braked

send_reset_link = braked(views.PasswordResetView.as_view(form_class=ResetForm))

urlpatterns = [
    path("login/", views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("reset/", send_reset_link, name="password_reset"),
    path("reset/done/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", views.PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("reset/complete/", views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("request/", ask, name="access_request"),
    path("request/done/", asked, name="access_request_done"),
]
