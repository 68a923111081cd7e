"""Labels of samples and rows of batches say what made the patterns."""

from dataclasses import replace

import numpy as np
import pytest
from tests.cbed import crystals

from synthscope.cbed.rows import Shown, batch_cells, sample
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.shard import write_batch
from synthscope.cbed.stacks import Stack, directions
from synthscope.settings.load import checked
from synthscope.structures.symmetry.zone_axes import plane_normal


def settings(**changes):
    return checked(CbedSettings, changes)


CHOSEN = settings(
    energies_keV=[120],
    thicknesses_A=[50.0, 80.0],
    directions={"planes": [[1, 1, 0]], "axes": [[0, 0, 1]]},
    semiangle="fixed",
    semiangle_mrad=3.0,
    aberrations={"c3_um": 0.5, "defocus_A": -30.0},
    scattering_factors="kirkland",
    motion={"configurations": 4},
)


def shown(crystal, samples=2, given=CHOSEN):
    return Shown(crystal, directions(crystal, CHOSEN), samples, given, {})


def test_a_batchs_row_has_what_its_structures_share_and_each_ones_directions():
    cells = batch_cells([shown(crystals.silicon(), 1), shown(crystals.gold(), 3)], CHOSEN)
    assert cells["structure_id"] == "silicon gold"
    assert cells["zone_axes"] == "silicon: (110) [001]; gold: (110) [001]"
    assert cells["n_images"] == 8
    assert (cells["energy_keV"], cells["semiangle_mrad"]) == (120, 3.0)
    assert (cells["c3_um"], cells["defocus_A"], cells["potential"]) == (0.5, -30.0, "kirkland")
    assert cells["thickness_A"] is None  # two
    assert cells["phonon_configurations"] == 4
    assert cells["rms_displacements"] == "silicon: Si 0.0816 element; gold: Au 0.0898 element"
    assert "chemical_name_systematic" not in cells
    alone = batch_cells([shown(crystals.gold())], replace(CHOSEN, thicknesses_A=(50.0,)))
    assert alone["thickness_A"] == 50.0
    assert alone["chemical_name_systematic"] == crystals.gold().name


@pytest.mark.parametrize("number, thickness", [(0, 50.0), (1, 80.0)])
def test_a_samples_labels_are_those_of_its_thickness(number, thickness):
    crystal = crystals.strontium_titanate()
    axes = directions(crystal, CHOSEN)
    stack = Stack(120, axes, [3.0, 3.0], [(0.0, 0.0), (1.0, 2.0)], np.zeros((2, 2, 8, 8)))
    labels = sample(crystal, stack, number, 5, 6, CHOSEN)
    assert labels.name == "sample_5_6"
    assert labels.more["thickness_A"] == thickness
    assert labels.more["beam_along"] == "(hkl), [uvw]"
    np.testing.assert_array_equal(labels.hkl[0], [1, 1, 0])
    np.testing.assert_allclose(labels.semiangles_rad, 3e-3)
    np.testing.assert_allclose(labels.more["mistilt_mrad"], [[0, 0], [1, 2]])
    assert labels.more["rms_displacements"].count("compound") == 0  # it is in no table
    assert labels.more["phonon_configurations"] == 4


def test_a_crystal_at_rest_has_no_displacements():
    still = replace(CHOSEN, motion=replace(CHOSEN.motion, kind="static"))
    cells = batch_cells([shown(crystals.silicon(), given=still)], still)
    assert cells["phonon_configurations"] == 0
    assert cells["rms_displacements"] == ""


def test_a_batchs_row_names_the_axes_that_were_imaged(tmp_path, monkeypatch):
    """And does not look for them once more."""
    asked = []

    def counted(crystal, hkl):
        asked.append(crystal.id)
        return plane_normal(crystal, hkl)

    monkeypatch.setattr("synthscope.cbed.stacks.plane_normal", counted)
    small = replace(CHOSEN, size_px=64, thicknesses_A=(20.0,))
    row_of = {"seed": 1, "config_hash": "a", "code_hash": "b"}
    (row,) = write_batch([crystals.silicon()], 1, small, {"train": 1.0}, row_of, tmp_path)
    assert asked == ["silicon"]
    assert row["zone_axes"] == "silicon: (110) [001]" and row["n_images"] == 2
