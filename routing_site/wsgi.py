"""The web application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "routing_site.settings")
application = get_wsgi_application()

from routing_site.sharing import prepare_to_fork  # noqa: E402 - needs Django set up

prepare_to_fork()
