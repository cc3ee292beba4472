import pytest

from apps.catalog.models import Item
from apps.diagnostics.probes.active_version import ActiveVersion
from apps.diagnostics.reading import State
from apps.models.models import TrainingRun
from tests.forging import forge_versions

pytestmark = pytest.mark.django_db


def test_intact(active_version):
    reading = ActiveVersion().measure()
    assert reading.state is State.GOOD
    assert f"version {active_version.number}" in str(reading.value)


def truncate(version):
    file = max(version.folder.iterdir(), key=lambda file: file.stat().st_size)
    file.write_bytes(file.read_bytes()[:-100])


def lose_a_file(version):
    next(version.folder.glob("*.npy")).unlink()


def lose_the_folder(version):
    version.folder.rename(version.folder.with_name("elsewhere"))


def another_manifest(version):
    forge_versions(artifact_hash="0" * 64)


@pytest.mark.parametrize("damage", [truncate, lose_a_file, lose_the_folder, another_manifest])
def test_damaged_files(active_version, damage):
    damage(active_version)
    reading = ActiveVersion().measure()
    assert reading.state is State.BAD
    assert f"version {active_version.number} are missing or damaged" in str(reading.value)
    assert "roll back" in str(reading.advice)
    assert str(reading.detail)


def test_an_empty_plant_is_told_to_load():
    reading = ActiveVersion().measure()
    assert (reading.state, str(reading.value)) == (State.WATCH, "none is active")
    assert "load_catalog" in str(reading.advice)


def test_without_an_active_version_the_next_step_is_named(make_version, decide, catalogue, trainer, approver):
    assert Item.objects.filter(has_routing=True).exists()
    assert "Train a version" in str(ActiveVersion().measure().advice)
    run = TrainingRun.objects.create()
    assert "A training is under way" in str(ActiveVersion().measure().advice)
    run.delete()
    version = make_version(trained_by=trainer.user)
    assert f"version {version.number}" in str(ActiveVersion().measure().advice)
    decide(version, ("submit", trainer.user))
    assert "second person" in str(ActiveVersion().measure().advice)
    decide(version, ("approve", approver.user))
    assert "activate it" in str(ActiveVersion().measure().advice)
