"""Samples draw their own numbers: as asked, alike in all modes and jobs, and told in every file."""

import json

import h5py
import numpy as np
import pytest
from nxtomo.application.nxtomo import NXtomo
from PIL import Image
from pydantic import ValidationError
from scipy import stats
from tests.tomography.running import settings, simulate, simulate_scans

from synthscope.core.errors import InputError
from synthscope.core.extremes import at_extremes, varies
from synthscope.dataset.key.table import read_table
from synthscope.settings.load import plain
from synthscope.tomography.drawing import drawn_cells, drawn_for
from synthscope.tomography.settings import ImageSettings, SimulationSettings, TiltSeriesSettings
from synthscope.tomography.simulation.memory import simulation_memory_MB
from synthscope.tomography.tiff import DESCRIPTION

VARIED = {
    "I0": {"loguniform": [1000, 40000]},
    "axis_offset": {"uniform": [-3, 3]},
    "objects": {"uniform": [5, 40]},
    "faults": {"full": {"uniform": [0, 3]}, "gain": [0.02, {"uniform": [0.1, 0.3]}]},
    "artefacts": {
        "blur": {"core_px": {"uniform": [0, 2]}},
        "drift": {"shift_px": [{"uniform": [-1, 1]}, {"normal": [0, 1], "within": [-2, 2]}]},
        "zingers": {"per_frame": {"uniform": [0, 3]}},
    },
    "stripes": {"percentage": {"uniform": [1, 10]}, "max_thickness": {"choice": [1, 2, 3]}},
    "tilt": {"electrons": {"uniform": [1000, 5000]}},
}


def section(kind=SimulationSettings):
    return kind.within(settings(size=8, **VARIED))


def test_numbers_are_distributed_as_asked_and_whole_where_they_count():
    many = [drawn_for(section(), 1, n) for n in range(600)]
    photons = [one.I0 for one in many]
    assert stats.kstest(photons, stats.loguniform(1000, 40000).cdf).pvalue > 0.01
    down = [one.artefacts.drift.shift_px[1] for one in many]
    assert stats.kstest(down, stats.truncnorm(-2, 2).cdf).pvalue > 0.01
    counts = [one.faults.full for one in many]
    assert all(isinstance(count, int) for count in counts)
    assert stats.chisquare(np.bincount(counts, minlength=4)).pvalue > 0.01
    assert abs(stats.spearmanr(photons, down).statistic) < 4.5 / np.sqrt(600)
    assert not any(varies(one) for one in many)


def test_a_number_is_the_same_in_every_job_and_whatever_else_varies():
    whole, part = (
        drawn_for(section(kind), 1, 3) for kind in (TiltSeriesSettings, SimulationSettings)
    )
    assert SimulationSettings.within(whole) == part
    alone = SimulationSettings.within(settings(size=8, I0=VARIED["I0"]))
    assert drawn_for(alone, 1, 3).I0 == part.I0 != drawn_for(alone, 1, 4).I0
    images = ImageSettings.within(settings(paired_stripes={"intensity": {"uniform": [0.1, 0.3]}}))
    assert 0.1 <= drawn_for(images, 1, 3).paired_stripes.intensity <= 0.3


@pytest.mark.parametrize("mode", ["raw", "paired", "dynamic", "patch", "tilt", "complex"])
def test_a_mode_tells_nothing_of_stripes_that_only_simple_images_have(mode):
    stated = SimulationSettings.within(settings(stripes={"percentage": {"uniform": [1, 3]}}))
    pair = stated, drawn_for(stated, 1, 3)
    assert drawn_cells(mode, pair) == {} and "stripes" in drawn_cells("simple", pair)["drawn"]


def test_what_does_not_vary_is_the_section_itself():
    given = SimulationSettings.within(settings())
    assert drawn_for(given, 1, 0) is given
    assert plain(given)["faults"]["full"] == 0 and isinstance(plain(given)["objects"], int)


@pytest.mark.parametrize("mode", ["simple", "complex"])
def test_every_file_tells_what_its_sample_drew(tmp_path, mode):
    given = settings(size=12, **{k: v for k, v in VARIED.items() if k != "artefacts"})
    rows = read_table(simulate(tmp_path, mode, given, samples=(0, 1)))
    told = {row["ref_id"]: json.loads(row["drawn"]) for row in rows}
    assert len(told) == 2 and told["tomography-0000"] != told["tomography-0001"]
    shown = {"simple": "stripes.percentage", "complex": "I0"}
    for row in rows:
        drawn = json.loads(row["drawn"])
        assert drawn == told[row["ref_id"]] and shown[mode] in drawn
        assert (
            "tilt.electrons" not in drawn
            and shown[{"simple": "complex", "complex": "simple"}[mode]] not in drawn
        )
        with Image.open(tmp_path / row["filename"]) as image:
            assert json.loads(image.tag_v2[DESCRIPTION]) == drawn
    made = drawn_for(SimulationSettings.within(given), 1, 1)
    assert told["tomography-0001"]["axis_offset"] == made.axis_offset
    again = read_table(simulate(tmp_path / "alone", mode, given, samples=(1,)))
    assert {r["filename"]: r["sha256"] for r in again} == {
        r["filename"]: r["sha256"] for r in rows if r["ref_id"] == "tomography-0001"
    }


def test_scans_tell_what_their_sample_drew_in_a_note(tmp_path):
    given = settings(size=12, nxtomo=True, I0=VARIED["I0"], stripes=VARIED["stripes"])
    own = read_table(simulate(tmp_path / "own", "complex", given))
    files = [tmp_path / "own" / row["filename"] for row in own if row["filename"].endswith(".nxs")]
    stand_ins = simulate_scans(tmp_path / "stand_in", given)
    assert len(files) == len(stand_ins) == 2
    for path in [*files, *stand_ins]:
        with h5py.File(path) as file:
            note = file["entry/drawn"]
            assert note.attrs["NX_class"] == "NXnote" and note["type"][()] == b"application/json"
            assert json.loads(note["data"][()]) == {"I0": drawn_for(section(), 1, 0).I0}
        NXtomo().load(str(path), "entry", detector_data_as="as_numpy_array")


def test_memory_is_that_of_the_largest_sample():
    varied = section()
    most = simulation_memory_MB(at_extremes(varied)[1])
    assert most >= max(simulation_memory_MB(drawn_for(varied, 1, n)) for n in range(50))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"axis_offset": {"uniform": [-99, 0]}, "size": 16}, "axis_offset -99 puts"),
        ({"faults": {"gain": [{"uniform": [0.1, 0.5]}, 0.3]}}, "gain has to rise"),
        ({"tilt": {"electrons": {"uniform": [1, 1e7]}}}, "files have room for 60000"),
        (
            {"artefacts": {"fringes": {"distance_mm": {"uniform": [1, 1e5]}}}},
            "fringes are those of the near field",
        ),
        ({"legacy_noise": True, "faults": {"full": {"uniform": [0, 2]}}}, "knows no faults"),
        ({"objects": {"uniform": [1, 2.5]}}, "drawn in whole numbers"),
        ({"artefacts": {"drift": {"jump_px": [0, {"uniform": [0, 200]}]}}}, "less than or equal"),
    ],
    ids=str,
)
def test_what_could_not_be_drawn_is_refused_before_the_first_job(given, said):
    with pytest.raises((ValidationError, InputError), match=said):
        settings(**given)
