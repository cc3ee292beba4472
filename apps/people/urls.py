"""Addresses of the pages about people, under /people/."""

from django.urls import path

from apps.people.views import access, changes, home, locks, sessions

app_name = "people"
urlpatterns = [
    path("", home.home, name="home"),
    path("requests/", access.request_list, name="request-list"),
    path("requests/approve/", access.approve, name="request-approve"),
    path("requests/reject/", access.reject, name="request-reject"),
    path("changes/", changes.change_list, name="change-list"),
    path("locks/", locks.lock_list, name="lock-list"),
    path("locks/<int:number>/unlock/", locks.lock_unlock, name="lock-unlock"),
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/<int:pk>/end/", sessions.session_end, name="session-end"),
]
