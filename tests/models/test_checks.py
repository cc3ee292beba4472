"""Settings under which a training could run twice are refused before anything starts."""

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.core.management.base import SystemCheckError

GOOD = site.Q_CLUSTER


def test_the_products_own_settings_are_good():
    call_command("check", tags=[])


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"TRAINING_SECONDS_MAX": GOOD["timeout"]}, "E001"),
        ({"Q_CLUSTER": GOOD | {"timeout": GOOD["retry"]}}, "E001"),
        ({"Q_CLUSTER": {name: value for name, value in GOOD.items() if name != "timeout"}}, "E001"),
        ({"Q_CLUSTER": GOOD | {"retry": 60}}, "E001"),
        ({"Q_CLUSTER": GOOD | {"max_attempts": 0}}, "E002"),
        ({"Q_CLUSTER": GOOD | {"ack_failures": False}}, "E002"),
        ({"TRAINING_LEASE_SECONDS": 2}, "E003"),
        ({"TRAINING_LEASE_SECONDS": 0}, "E003"),
    ],
)
def test_settings_that_could_run_a_training_twice_are_refused(settings, names, says):
    for name, value in names.items():
        setattr(settings, name, value)
    with pytest.raises(SystemCheckError, match=f"registry.{says}"):
        call_command("check")
