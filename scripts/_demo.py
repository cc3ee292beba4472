"""The demo, called by scripts/demo once the packages are there: it prepares, then serves until Ctrl-C."""

import argparse
import os
import sys

import _processes
from _running import everything_ended, only_one
from _steps import LOGS, ROOT, say

DEMO = ROOT / "var" / "demo"


def main() -> None:
    arguments = _arguments()
    _processes.raise_on_signals()
    _set_environment()
    LOGS.mkdir(parents=True, exist_ok=True)
    DEMO.mkdir(parents=True, exist_ok=True)
    with only_one(DEMO / "demo.lock", "The demo"), everything_ended("demo"):
        if not arguments.check:
            _check_port(arguments.port)
        _prepare_and_serve(arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--items", type=int, default=3000)
    return parser.parse_args()


def _set_environment() -> None:
    """Everything started from here is the demo; a checkout or shell set up for production is left alone."""
    import environ  # this and Django's own modules only once the environment is clear

    configured = environ.Env()
    configured.read_env(ROOT / ".env")
    if configured.str("ROUTING_ENV", default="demo") == "production":
        sys.exit(
            "ROUTING_ENV is production here, in the environment or in .env, where the demo does not run. "
            "Run scripts/demo in a checkout of its own."
        )
    os.environ["ROUTING_ENV"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "routing_site.settings"
    sys.path.insert(0, str(ROOT))
    _processes.mark("demo")
    if not (ROOT / ".env").exists():
        (ROOT / ".env").write_text("# From scripts/demo, so that manage.py works on the demo.\nROUTING_ENV=demo\n")


def _check_port(port: int) -> None:
    who = _processes.listener(port)
    if who:
        sys.exit(f"Port {port} is taken by {who}. Stop it, or choose another: scripts/demo --port {port + 1}")


def _prepare_and_serve(arguments: argparse.Namespace) -> None:
    import _demo_steps

    with _demo_steps.Servers(arguments.port) as servers:
        _demo_steps.prepare(servers, items=arguments.items)
        if arguments.check:
            say("\nThe demo is complete; scripts/demo serves it.")
        else:
            servers.serve(_demo_steps.LOGINS)


if __name__ == "__main__":
    main()
