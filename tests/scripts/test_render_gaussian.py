import json
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from synthscope.core.files import sha256
from synthscope.dataset.key.table import read_table
from synthscope.gaussian.settings import GaussianSettings
from synthscope.settings.load import checked, plain
from synthscope.structures.model import Crystal

SCRIPT = Path(__file__).parents[2] / "scripts" / "render_gaussian.py"


def crystal(identity, numbers, frame=0):
    rng = np.random.default_rng(len(identity) + len(numbers))
    positions = rng.normal(size=(len(numbers), 3)) * 3
    return Crystal(identity, "user", identity, numbers, positions, frame=frame)


GOLD = crystal("gold", [79] * 6)
FRAMES = [crystal(f"run-f{k:04d}", [6, 79, 79, 8 + k], k) for k in (1, 2, 4)]
CARBON = crystal("c60", [6] * 8)


@pytest.fixture
def rendered(tmp_path):
    """Run the script on structures and settings; give the rows of its table by file name."""

    def run(crystals, **settings):
        structures, table = tmp_path / "structures.json", tmp_path / "table.csv"
        structures.write_text(json.dumps([one.to_dict() for one in crystals]))
        given = {"rotations": 3, "edge_px": 16, **settings}
        snakemake = SimpleNamespace(
            rule="render_gaussian",
            input=SimpleNamespace(structures=structures),
            output=[table],
            log=[tmp_path / "log"],
            wildcards={"shard": "structures"},
            params=SimpleNamespace(
                settings=plain(checked(GaussianSettings, given)),
                seed=1,
                folder=str(tmp_path),
                code="c0dec0dec0de",
                config_hash="abcdefabcdef",
            ),
        )
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
        return {row["filename"]: row for row in read_table(table)}

    return run


def test_the_table_has_a_row_a_file_with_its_checksum(rendered, tmp_path):
    rows = rendered([GOLD], stacks=2, outputs=["gaussian_2d", "gaussian_2d_image"])
    assert sorted(rows) == [
        "gaussian/gold/00000003.npz",
        "gaussian/gold/00000003gaussian_2d.tif",
        "gaussian/gold/00000006.npz",
        "gaussian/gold/00000006gaussian_2d.tif",
    ]
    for name, row in rows.items():
        assert row["sha256"] == sha256(tmp_path / name)
        assert row["n_images"] == 3
        assert row["structure_id"] == "gold"


def test_no_image_of_a_later_stack_repeats_an_earlier_one(rendered, tmp_path):
    names = rendered([GOLD], stacks=2)
    images = np.concatenate([np.load(tmp_path / name)["gaussian_2d"] for name in names])
    assert len({image.tobytes() for image in images}) == 6


def test_frames_of_a_file_make_one_stack(rendered, tmp_path):
    (name,) = rendered([FRAMES[0], *FRAMES[1:]])
    assert name == "gaussian/run-f0001-f0004/00000009.npz"
    assert np.load(tmp_path / name)["numbers"].tolist() == [[6, 79, 79, 8 + k] for k in (1, 2, 4)]


@pytest.mark.parametrize(
    ("shift", "most", "expected"), [(1, 50, [2, 4]), (0, 2, [1, 2]), (2, 1, [4]), (9, 9, [4])]
)
def test_frames_are_chosen_by_their_number_in_the_file(rendered, tmp_path, shift, most, expected):
    rows = rendered(FRAMES, frame_shift=shift, max_frames=most)
    found = [z for name in rows for z in np.load(tmp_path / name)["numbers"][:, 3] - 8]
    assert found == expected


def test_frames_that_the_structures_took_with_a_step_are_counted_as_they_are(rendered, tmp_path):
    few = [replace(FRAMES[0], id=f"run-f0{k}00", frame=100 * k) for k in (1, 2, 3)]
    (name,) = rendered(few, max_frames=2)
    assert name == "gaussian/run-f0100-f0200/00000006.npz"


def test_a_file_that_is_only_named_like_a_frame_is_drawn(rendered):
    rows = rendered([crystal("movie-f0100", [79] * 3)], frame_shift=2)
    assert list(rows) == ["gaussian/movie-f0100/00000003.npz"]


def test_a_stack_is_credited_to_the_publication_of_its_structure(rendered):
    about = {"citation": "Acta Cryst. 1 (1948)", "chemical_formula_structural": "Au"}
    (row,) = rendered([replace(GOLD, about=about)]).values()
    assert row["citation"] == "Acta Cryst. 1 (1948)"


def test_a_structure_without_chosen_elements_does_not_stop_the_others(rendered, capsys):
    rows = rendered([CARBON, GOLD], elements={"exclude": ["C"]})
    assert list(rows) == ["gaussian/gold/00000003.npz"]
    assert "c60: gaussian.elements leaves no atom to draw" in capsys.readouterr().err


def test_files_do_not_depend_on_the_structures_of_the_same_job(rendered):
    together = rendered([GOLD, *FRAMES])
    alone = rendered([GOLD]) | rendered(FRAMES)
    assert {n: r["sha256"] for n, r in together.items()} == {
        n: r["sha256"] for n, r in alone.items()
    }
