"""Each held-out item's outcome is kept with the version, so that two versions can be compared item by item."""

import json
import shutil
from pathlib import Path

import pytest

from apps.models.ml import artifact, held_out
from apps.models.ml.artifact import DamagedArtifact
from apps.models.ml.predictor import Predictor
from tests.models.ml.conftest import Trained
from tests.models.ml.damages import change_manifest, seal
from tests.models.ml.plants import query


@pytest.fixture
def copy(trained: Trained, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained.folder, tmp_path / "copy"))


def test_outcomes_agree_with_the_figures(trained: Trained) -> None:
    kept, figures = held_out.outcomes(trained.folder), trained.metrics["held_out"]
    assert kept is not None
    assert len(kept) == len({outcome.code for outcome in kept}) == figures["items"]
    assert sum(o.right for o in kept) / len(kept) == pytest.approx(figures["exact"])
    classes = {row["part_class"]: row["items"] for row in trained.metrics["by_class"]}
    assert {name: sum(o.part_class == name for o in kept) for name in classes} == classes


def test_outcomes_tell_how_the_item_is_made(trained: Trained) -> None:
    plant, names = trained.plant, trained.plant.operations
    for outcome in (held_out.outcomes(trained.folder) or [])[:20]:
        item = plant.items.codes.index(outcome.code)
        made = plant.steps.operation[plant.steps.item == item]
        assert outcome.true == tuple(names[o] for o in made)
        assert 0 <= outcome.confidence <= 1


def test_a_plant_of_endless_routings_is_thinned_out(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = held_out.outcomes(trained.folder) or []
    monkeypatch.setattr(held_out, "LARGEST", 3_000)
    rows = [[o.code, o.part_class, o.confidence, [0] * 9, [1] * 9] for o in kept]
    text = held_out.encode(rows, trained.plant.operations)
    assert 1_000 < len(text) <= 3_000
    content = json.loads(text)
    assert content["of"] == len(kept)
    assert content["items"] in [rows[:: 2**k] for k in range(1, 10)]


def test_damaged_outcomes_are_refused_and_the_rest_is_not_read(copy: Path) -> None:
    (copy / "model.json").unlink()  # none of its business
    assert held_out.outcomes(copy)
    content = (copy / "held_out.json").read_bytes()
    (copy / "held_out.json").write_bytes(content.replace(b"SHAFT", b"SHIFT", 1))
    with pytest.raises(DamagedArtifact, match=r"held_out.json .* other content"):
        held_out.outcomes(copy)
    (copy / "held_out.json").unlink()
    with pytest.raises(DamagedArtifact, match=r"held_out\.json"):
        held_out.outcomes(copy)


def test_outcomes_of_another_shape_are_refused_even_under_a_right_hash(copy: Path) -> None:
    (copy / "held_out.json").write_bytes(b'{"operations": [], "items": [["A", "", 0.5, [3], []]]}')
    seal(copy, "held_out.json")
    with pytest.raises(DamagedArtifact, match="holds no outcomes"):
        held_out.outcomes(copy)


def test_a_version_from_before_is_served_and_has_no_outcomes(copy: Path, trained: Trained) -> None:
    files = json.loads((copy / "manifest.json").read_text())["files"]
    del files["held_out.json"]
    (copy / "held_out.json").unlink()
    change_manifest(copy, format=2, files=files)
    assert held_out.outcomes(copy) is None
    assert artifact.verify(copy).format == 2
    asked = query(trained.plant, 3)
    assert Predictor.load(copy).predict(asked) == trained.predictor.predict(asked)
