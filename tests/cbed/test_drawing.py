"""Structures draw their own beam and specimen, samples their own camera; files tell what it was."""

import json
from dataclasses import replace

import h5py
import numpy as np
import pytest
from scipy import stats
from tests.cbed import crystals
from tests.cbed.test_exposure import BEAM, SETTINGS, SHARED

from synthscope.cbed.checks import check_settings
from synthscope.cbed.detection import Detection
from synthscope.cbed.exposure import expose_batch
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.shard import write_batch
from synthscope.cbed.stacks import drawn_for
from synthscope.core.draws import as_text
from synthscope.core.errors import InputError
from synthscope.settings.load import checked, plain

VARIED = plain(SETTINGS) | {
    "thicknesses_A": [20, {"uniform": [30, 60]}],
    "energies_keV": [{"choice": [80, 200, 300]}],
    "specimen_tilt_mrad": [{"uniform": [-2, 2]}, 0.5],
    "aberrations": {"defocus_A": {"normal": [0, 50], "within": [-100, 100]}},
    "semiangle_mrad": {"uniform": [2, 6]},
}
CAMERA = {
    "dose_e_per_A2": {"loguniform": [1e3, 1e5]},
    "kind": "integrating",
    "amplifier": {"gain": {"uniform": [2, 9]}, "offset": 50.0},
    "point_spread": {"sigma_px": {"uniform": [0, 1]}},
    "projection": {"offset_px": [{"uniform": [-3, 3]}, 0.0]},
}


def batch(folder, *which, given=VARIED):
    settings = checked(CbedSettings, given)
    return settings, write_batch(which, 5, settings, {"train": 1.0}, SHARED, folder)


def attributes(folder, row):
    with h5py.File(folder / row["filename"]) as file:
        return {name: dict(sample.attrs) for name, sample in file.items()}


def test_each_structure_has_numbers_of_its_own_wherever_it_stands(tmp_path):
    _, [row] = batch(tmp_path, crystals.silicon(), crystals.gold())
    told = json.loads(row["drawn"])
    silicon, gold = told[crystals.silicon().id], told[crystals.gold().id]
    assert silicon.keys() == gold.keys() and len(silicon) == 5 and silicon != gold
    found = attributes(tmp_path, row)
    for sample in found.values():
        drawn = told[sample["material"].decode()]
        assert json.loads(sample["drawn"]) == drawn
        assert sample["energy_keV"] == drawn["energies_keV.0"]
        assert np.allclose(sample["semi_angles_rad"], 1e-3 * drawn["semiangle_mrad"])
        assert np.allclose(sample["mistilt_mrad"], [drawn["specimen_tilt_mrad.0"], 0.5])
    depths = {sample["thickness_A"] for sample in found.values()}
    assert depths == {20.0, silicon["thicknesses_A.1"], gold["thicknesses_A.1"]}
    assert row["thickness_A"] is None and row["defocus_A"] is None
    _, [alone] = batch(tmp_path / "alone", crystals.gold())
    assert json.loads(alone["drawn"])[crystals.gold().id] == gold


def test_each_sample_is_recorded_with_a_camera_of_its_own(tmp_path):
    settings, clean = batch(tmp_path, crystals.silicon())
    camera = checked(Detection, CAMERA)
    beam = settings.aberrations, settings.positions
    [row] = expose_batch(clean, 5, "ccd", camera, beam, SHARED, tmp_path)
    told = list(json.loads(row["drawn"]).values())
    assert len(told) == 2 and told[0] != told[1]
    for numbers, sample in zip(told, attributes(tmp_path, row).values()):
        assert sample["camera.amplifier.gain"] == numbers["detection.ccd.amplifier.gain"]
        assert np.allclose(sample["dose_e_per_A2"], numbers["detection.ccd.dose_e_per_A2"])
        middle = 48 + numbers["detection.ccd.projection.offset_px.0"]
        assert np.allclose(sample["direct_beam_px"], [middle, 48])
        assert json.loads(sample["drawn"]) == numbers
        clean_numbers = json.loads(clean[0]["drawn"])[crystals.silicon().id]
        assert clean_numbers.items() < numbers.items()
    assert "gain_adu" not in {name for name, cell in row.items() if cell is not None}


def test_numbers_of_structures_are_distributed_as_asked():
    settings, crystal = checked(CbedSettings, VARIED), crystals.gold()
    many = [drawn_for(crystal, settings, seed) for seed in range(400)]
    angles = [one.semiangle_mrad for one in many]
    assert stats.kstest(angles, stats.uniform(2, 4).cdf).pvalue > 0.01
    defocus = [one.aberrations.defocus_A for one in many]
    assert stats.kstest(defocus, stats.truncnorm(-2, 2, 0, 50).cdf).pvalue > 0.01
    assert abs(stats.spearmanr(angles, defocus).statistic) < 4.5 / 20


def test_energies_that_are_drawn_equal_are_drawn_again():
    given = VARIED | {"energies_keV": [{"choice": [80, 200]}, 200]}
    settings, crystal = checked(CbedSettings, given), crystals.gold()
    assert {drawn_for(crystal, settings, seed).energies_keV for seed in range(20)} == {(80, 200)}


def test_a_draw_that_a_structure_does_not_allow_is_drawn_again():
    """Along listed axes only the structure knows its spacing, and by that the semi-angle."""
    given = VARIED | {"semiangle": "spacing_each_energy", "semiangle_mrad": None}
    given |= {"energies_keV": [{"choice": [20, 300]}], "edge_steepness_A": {"choice": [2, 80]}}
    settings, crystal = checked(CbedSettings, given), crystals.gold()
    steep = {drawn_for(crystal, settings, seed).edge_steepness_A for seed in range(40)}
    assert steep == {80.0}  # a soft edge of 2 Å reaches beyond the pattern


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"semiangle_mrad": {"uniform": [2, 90]}}, "reaches beyond the pattern's edge"),
        ({"detection": {"x": CAMERA | {"dark_e": {"uniform": [0, 1e8]}, "bits": 16}}}, "dark_e"),
    ],
)
def test_physics_is_checked_in_the_corners_before_the_first_job(given, said):
    with pytest.raises(InputError, match=said):
        check_settings(checked(CbedSettings, VARIED | given))


def test_plain_numbers_tell_of_no_draw(tmp_path):
    [row] = write_batch([crystals.gold()], 5, SETTINGS, {"train": 1.0}, SHARED, tmp_path)
    assert row["drawn"] is None and as_text({}) is None
    assert all("drawn" not in sample for sample in attributes(tmp_path, row).values())
    [seen] = expose_batch([row], 5, "x", replace(Detection()), BEAM, SHARED, tmp_path)
    assert seen["drawn"] is None
