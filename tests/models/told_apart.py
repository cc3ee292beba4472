"""The site as gunicorn serves it, each answer with the number of the worker process that gave it."""

import os

from routing_site.wsgi import application as site


def application(environ, start_response):
    def start(status, headers, *rest):
        return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *rest)

    return site(environ, start)
