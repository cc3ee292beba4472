"""The arrows of the house, read from the source: every rule is also shown to catch a made-up offender."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
APPS = ["people", "catalog", "models", "routing", "diagnostics"]  # each may import those before it
LAYERS = ["models", "selectors", "services", "tasks", "forms", "views", "urls"]  # likewise, inside one app
ENVIRONMENTS = {"demo", "production", "test"}
PICKLES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "shelve", "marshal"}
PICKLING_CALLS = {"joblib.dump", "joblib.load", "read_pickle", "to_pickle"}
CLOCKS = {"time.time", "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now"}


@dataclass(frozen=True)
class Module:
    name: str  # apps.catalog.services.loading
    source: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def app(self) -> str:
        return app_of(self.name)

    @property
    def is_ml(self) -> bool:
        return is_ml(self.name)


def app_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if parts[0] == "apps" and len(parts) > 1 else ""


def is_ml(name: str) -> bool:
    return name == "apps.models.ml" or name.startswith("apps.models.ml.")


def layer_of(name: str) -> str:
    """views for apps.catalog.views and apps.catalog.views.items; "" for what has no place in the order."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 and parts[2] in LAYERS else ""


@cache
def read_modules() -> list[Module]:
    files = sorted((ROOT / "apps").rglob("*.py"))
    return [Module(dotted(file), file.read_text(encoding="utf-8"), file.name == "__init__.py") for file in files]


def dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: Module, tree: ast.AST | None = None) -> Iterator[tuple[str, int]]:
    """Every imported module's name with its line; of `from a import b` both a and a.b."""
    for node in ast.walk(tree or module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            yield base, node.lineno
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The full name behind `from ..plant import Query`."""
    if not node.level:
        return node.module or ""
    parents = module.name.split(".")
    folder = parents[: len(parents) - node.level + module.is_package]
    return ".".join([*folder, *([node.module] if node.module else [])])


def calls(module: Module) -> Iterator[tuple[str, int, ast.Call]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno, node


# --- the rules: each gives its sentences of complaint ---------------------------------------------------------


def imports_upwards(module: Module) -> Iterator[str]:
    """diagnostics → routing → models → catalog → people."""
    for name, line in imports(module):
        other = app_of(name)
        if other in APPS and APPS.index(other) > APPS.index(module.app):
            yield f"{module.name}:{line} imports {name}, which is above it"


def imports_the_site(module: Module) -> Iterator[str]:
    for name, line in imports(module):
        if name.split(".")[0] == "routing_site":
            yield f"{module.name}:{line} imports {name}; apps do not know their site"


def core_knows_django(module: Module) -> Iterator[str]:
    """ml imports neither Django nor any app, nor what touches a database or a clock."""
    if not module.is_ml:
        return
    for name, line in imports(module):
        if name.split(".")[0] in {"django", "django_q", "psycopg"} or (app_of(name) and not is_ml(name)):
            if name in ("apps.models", "apps"):
                continue  # the package that ml lies in: empty, named by `from apps.models import ml`
            yield f"{module.name}:{line} imports {name}; the learning core is plain Python and NumPy"
    for name, line, _ in calls(module):
        if name.endswith(tuple(CLOCKS)):
            yield f"{module.name}:{line} reads the clock; take the time as an argument"


def imports_against_the_layers(module: Module) -> Iterator[str]:
    """urls → views → forms → tasks → services → selectors → models."""
    here = layer_of(module.name)
    for name, line in imports(module):
        there = layer_of(name)
        if here and there and app_of(name) == module.app and LAYERS.index(there) > LAYERS.index(here):
            yield f"{module.name}:{line} imports {name}: {here} know nothing of {there}"


def imports_inside_a_function(module: Module) -> Iterator[str]:
    """To dodge a cycle; Django's `ready` aside, an import of our own needs its reason beside it."""
    lines = module.source.splitlines()
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.name == "ready":
            continue
        for name, line in imports(module, function):
            if name.startswith("apps.") and "#" not in lines[line - 1]:
                yield f"{module.name}:{line} imports {name} inside {function.name}, without the reason beside it"


def asks_for_the_environment(module: Module) -> Iterator[str]:
    """Demo and production differ in configuration and data only."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare | ast.Match) and constants(node) & ENVIRONMENTS and names_environment(node):
            yield f"{module.name}:{node.lineno} branches on the environment"
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("settings.DEBUG", "settings.PRODUCTION"):
            yield f"{module.name}:{node.lineno} asks {ast.unparse(node)}"


def constants(node: ast.AST) -> set[object]:
    return {child.value for child in ast.walk(node) if isinstance(child, ast.Constant)}


def names_environment(node: ast.AST) -> bool:
    """Whether a name or an attribute in the expression speaks of the environment."""
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    names |= {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}
    return any("env" in name.lower() for name in names)


def pickles(module: Module) -> Iterator[str]:
    for name, line in imports(module):
        if name.split(".")[0] in PICKLES:
            yield f"{module.name}:{line} imports {name}: a pickle runs code when it is read"
    for name, line, call in calls(module):
        allows = any(
            keyword.arg == "allow_pickle" and ast.unparse(keyword.value) != "False" for keyword in call.keywords
        )
        if allows or name.endswith(tuple(PICKLING_CALLS)):
            yield f"{module.name}:{line} pickles: {ast.unparse(call)}"


RULES = [
    imports_upwards,
    imports_the_site,
    core_knows_django,
    imports_against_the_layers,
    imports_inside_a_function,
    asks_for_the_environment,
    pickles,
]

OFFENDERS = [
    (imports_upwards, "apps.catalog.services", "from apps.models.models import ModelVersion"),
    (imports_upwards, "apps.catalog.services", "from apps.models.ml import text"),
    (imports_upwards, "apps.models.views", "import apps.routing.selectors"),
    (imports_upwards, "apps.routing.views", "from apps import diagnostics"),
    (imports_upwards, "apps.catalog.services", "from ..models import serving"),
    (imports_upwards, "apps.catalog.services", "from .. import models"),
    (imports_upwards, "apps.people.services", "from apps.catalog.errors import Refusal"),
    (imports_the_site, "apps.catalog.services", "from routing_site import settings"),
    (core_knows_django, "apps.models.ml.times", "from django.conf import settings"),
    (core_knows_django, "apps.models.ml.times", "from apps.catalog.models import Item"),
    (core_knows_django, "apps.models.ml.times", "from apps.models.selectors import versions"),
    (core_knows_django, "apps.models.ml.times", "import time\nstarted = time.time()"),
    (imports_against_the_layers, "apps.catalog.selectors.items", "from apps.catalog.services import loading"),
    (imports_against_the_layers, "apps.catalog.services", "from apps.catalog import tasks"),
    (imports_against_the_layers, "apps.catalog.models.items", "from apps.catalog.views.items import item_list"),
    (imports_inside_a_function, "apps.models.services", "def load():\n    from apps.models import serving"),
    (asks_for_the_environment, "apps.catalog.views", "if settings.ROUTING_ENV == 'demo':\n    pass"),
    (asks_for_the_environment, "apps.catalog.views", "if environment in ('demo', 'test'):\n    pass"),
    (asks_for_the_environment, "apps.catalog.views", "match env:\n    case 'demo':\n        pass"),
    (asks_for_the_environment, "apps.catalog.views", "if settings.DEBUG:\n    pass"),
    (pickles, "apps.models.ml.artifact", "import pickle"),
    (pickles, "apps.models.ml.artifact", "numpy.load(file, allow_pickle=True)"),
    (pickles, "apps.models.ml.artifact", "import joblib\njoblib.dump(model, file)"),
]

ALLOWED = [
    (imports_upwards, "apps.diagnostics.views", "from apps.catalog.models import Item"),
    (imports_upwards, "apps.catalog.services", "from .models import Item"),
    (imports_upwards, "apps.catalog.models.items", "from apps.people.triggers import Logged"),
    (core_knows_django, "apps.models.ml.times", "import numpy\nfrom apps.models.ml.text import words"),
    (imports_against_the_layers, "apps.catalog.views", "from apps.catalog.forms import ItemForm"),
    (imports_inside_a_function, "apps.models.tasks", "def f():\n    from apps.models import ml  # slow to load"),
    (imports_inside_a_function, "apps.catalog.erp", "def driver():\n    import pyodbc"),
    (asks_for_the_environment, "apps.catalog.stamp", "stamped not in ('', settings.ROUTING_ENV)"),
    (pickles, "apps.models.ml.artifact", "numpy.load(file, allow_pickle=False)"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule):
    complaints = [complaint for module in read_modules() for complaint in rule(module)]
    assert not complaints, "\n".join(sorted(set(complaints)))


@pytest.mark.parametrize(("rule", "name", "source"), OFFENDERS)
def test_an_offender_is_caught(rule, name, source):
    assert list(rule(Module(name, source)))


@pytest.mark.parametrize(("rule", "name", "source"), ALLOWED)
def test_what_is_right_is_let_through(rule, name, source):
    assert not list(rule(Module(name, source)))


def test_the_package_apps_is_no_application():
    assert "apps" not in settings.INSTALLED_APPS
    assert {f"apps.{name}" for name in APPS} <= set(settings.INSTALLED_APPS)


def test_every_app_folder_has_its_place_in_the_order():
    folders = {folder.name for folder in (ROOT / "apps").iterdir() if (folder / "__init__.py").exists()}
    assert folders == set(APPS)


def test_templates_carry_no_inline_script_or_style():
    """The content security policy would block them, in the browser only."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"|hx-on")
    found = [
        f"{file.relative_to(ROOT)}: {match.group(0)}"
        for file in sorted((ROOT / "templates").rglob("*.html"))
        for match in inline.finditer(file.read_text(encoding="utf-8"))
    ]
    assert not found
