import pytest

from apps.diagnostics.probes.disk import Disk
from apps.diagnostics.reading import State


def test_free_space():
    reading = Disk(watch_share=0.0001, bad_share=0.0001).measure()
    assert reading.state is State.GOOD
    assert "free" in str(reading.value)


@pytest.mark.parametrize(("watch", "bad", "state"), [(1.0, 0.0001, State.WATCH), (1.0, 1.0, State.BAD)])
def test_little_space(watch, bad, state, settings):
    reading = Disk(watch_share=watch, bad_share=bad).measure()
    assert reading.state is state
    assert str(settings.ARTIFACTS_DIR) in str(reading.advice)


def test_a_folder_that_cannot_be_made(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.ARTIFACTS_DIR = tmp_path / "file" / "artifacts"
    reading = Disk().measure()
    assert reading.state is State.BAD
    assert "cannot be written" in str(reading.value)
