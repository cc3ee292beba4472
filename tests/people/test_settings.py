"""What the environment says about people: proxies, mail, sessions."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "PROXY_COUNT",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_USE_TLS",
    "SESSION_IDLE_MINUTES",
    "SESSION_COOKIE_AGE",
]
PRINT = f"import json; from routing_site import settings; print(json.dumps([getattr(settings, n) for n in {NAMES}]))"


def settings_with(**environment):
    """As a fresh process reads them."""
    answer = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={
            **os.environ,
            "ROUTING_ENV": "test",
            "SECRET_KEY": "",
            "DATABASE_URL": "postgres://x@127.0.0.1/x",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return dict(zip(NAMES, json.loads(answer.stdout), strict=True))


def test_without_a_word_no_header_is_believed_and_mails_go_to_the_log():
    found = settings_with()
    assert found["PROXY_COUNT"] == 0
    assert found["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert (found["SESSION_IDLE_MINUTES"], found["SESSION_COOKIE_AGE"]) == (120, 12 * 3600)


def test_the_environment_decides():
    found = settings_with(
        BEHIND_PROXY="true",
        PROXY_COUNT="2",
        EMAIL_URL="smtp+tls://me:secret@mail.example.com:587",
        SESSION_IDLE_MINUTES="30",
        SESSION_HOURS="8",
    )
    assert found["PROXY_COUNT"] == 2
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.com", 587, True)
    assert (found["SESSION_IDLE_MINUTES"], found["SESSION_COOKIE_AGE"]) == (30, 8 * 3600)


def test_behind_a_proxy_one_is_the_default():
    assert settings_with(BEHIND_PROXY="true")["PROXY_COUNT"] == 1
