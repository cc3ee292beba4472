"""A board whose readings are written, not measured."""

import pytest
from django.utils import timezone


@pytest.fixture
def readings(db):
    """Writes one fresh reading per probe: all good, but for those named."""
    from apps.catalog.words import say
    from apps.diagnostics.probes import PROBES
    from apps.diagnostics.reading import Reading, State
    from apps.diagnostics.runner import Measurement
    from apps.diagnostics.services import record

    def write(at=None, **states):
        for probe in PROBES:
            reading = Reading(
                state=states.get(probe.name, State.GOOD),
                value=say("value of %(name)s", name=probe.name),
                threshold=say("its threshold"),
                advice=say("Mend %(name)s.", name=probe.name),
            )
            record(Measurement(probe, reading, at or timezone.now()))

    return write
