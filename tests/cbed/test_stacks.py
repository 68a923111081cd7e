"""The settings of a data set become the right conditions, or one line that says why not."""

import math

import numpy as np
import pytest
from tests.cbed import crystals

from synthscope.cbed.checks import check_settings
from synthscope.cbed.conditions import conditions, places
from synthscope.cbed.semiangle import semiangle_mrad
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.stacks import directions, mistilt, stacks
from synthscope.core.errors import InputError
from synthscope.optics.constants import wavelength
from synthscope.settings.load import checked
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.truth import Truth


def settings(**changes):
    return checked(CbedSettings, changes)


def test_semi_angles_are_those_of_the_published_data_set_at_every_energy():
    # λ(100 keV) / 4d of its documented sample, from its d = 3.343366 Å
    for energy in (100, 150, 190):
        angle = semiangle_mrad(settings(), energy, 3.343366)
        assert angle == pytest.approx(1e3 * 0.037014366 / (4 * 3.343366), rel=1e-6)
    own = semiangle_mrad(settings(semiangle="spacing_each_energy"), 200, 3.343366)
    assert own == pytest.approx(1e3 * wavelength(200.0) / (4 * 3.343366))
    assert semiangle_mrad(settings(semiangle="fixed", semiangle_mrad=9.0), 200, 3.3) == 9.0


def test_the_raster_is_the_published_one():
    raster = places(settings(positions={"kind": "raster"}).positions)
    assert len(raster) == 64
    assert min(raster) == (-25.0, -25.0)
    assert max(raster) == (25.0, 25.0)
    assert places(settings().positions) is None


def test_the_defaults_can_be_computed():
    check_settings(settings())
    check_settings(settings(energies_keV=list(range(100, 200, 10))))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"semiangle": "fixed", "semiangle_mrad": 0.4}, "does not fit .* use at least 0.74 mrad"),
        ({"k_step_per_A": 0.0004}, "beyond the pattern's edge .* use pixels of at least 0.0"),
        ({"band_limit_per_A": 0.3}, "too coarse .* should be at least 0.5"),
        (
            {"positions": {"kind": "raster", "raster_edge_A": 99.0}},
            "does not fit its box of 100 Å; keep positions within",
        ),
    ],
)
def test_impossible_settings_are_refused_before_any_structure_is_read(changes, message):
    with pytest.raises(InputError, match="cbed: .*" + message):
        check_settings(settings(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"directions": {"axes": [[0, 0, 0]]}}, r"\[0, 0, 0\] is no direction"),
        ({"directions": {"planes": [[1, 0, 0, 1]]}}, "i must be -h-k"),
        ({"semiangle": "fixed"}, "semiangle_mrad is needed"),
        ({"energies_keV": [100, 100]}, "name each once"),
    ],
)
def test_contradictions_are_refused_by_the_configuration(changes, message):
    with pytest.raises(ValueError, match=message):
        checked(CbedSettings, changes)


def test_listed_directions_take_the_place_of_chosen_ones():
    listed = {"planes": [[1, 0, 0]], "axes": [[1, 1, 0]]}
    axes = directions(crystals.hexagonal(), settings(directions=listed))
    assert [axis.label for axis in axes] == ["(1 0 0)", "[1 1 0]"]
    assert len(directions(crystals.hexagonal(), settings())) == 3


def test_crystals_that_cannot_be_used_say_why():
    with pytest.raises(InputError, match=r"4\.078 Å is not below cbed\.longest_edge_A = 4"):
        directions(crystals.gold(), settings(longest_edge_A=4.0))
    cluster = Crystal(id="Au1", source="ase", name="", numbers=[79], positions=[[0, 0, 0]])
    with pytest.raises(InputError, match="Au1: it has no lattice"):
        directions(cluster, settings())
    coarse = settings(directions={"planes": [[0, 0, 1]]}, k_step_per_A=0.05)
    with pytest.raises(InputError, match=r"hexagonal: .* does not fit"):
        next(stacks(crystals.hexagonal(), coarse, 1))


def test_scenes_are_left_out_with_a_reason():
    box, truth = np.diag([9.0, 9.0, 4.0]), Truth("s", [0], [0])
    for more in ({"cell": box, "pbc": (True, True, False)}, {}):
        scene = Crystal("s-00001", "scene", "s 1", [79], [[0, 0, 0]], truth=truth, **more)
        with pytest.raises(InputError, match="s-00001: a scene does not repeat along the beam"):
            directions(scene, settings())


def test_random_mistilts_lie_within_their_radius_and_follow_the_seed():
    spread = settings(tilt_spread_mrad=5.0, specimen_tilt_mrad=[2.0, 0.0])
    tilts = [mistilt(spread, 1, "structure", i) for i in range(300)]
    distances = [math.hypot(x - 2.0, y) for x, y in tilts]
    assert max(distances) <= 5.0
    assert sum(d > 5 / 2**0.5 for d in distances) == pytest.approx(150, abs=40)
    assert mistilt(spread, 1, "structure", 0) == tilts[0]
    assert mistilt(spread, 2, "structure", 0) != tilts[0]


def test_every_setting_reaches_the_calculation():
    asked = settings(
        motion={"kind": "debye_waller", "rms_A": {"Zn": 0.09}, "use_file_values": False},
        aberrations={"defocus_A": 33.0},
        slice_A=0.7,
        band_limit_per_A=3.1,
        scattering_factors="kirkland",
        edge_steepness_A=80.0,
    )
    chosen = conditions(asked, 120, 4.0, (1.0, -2.0))
    assert (chosen.energy_keV, chosen.semiangle_mrad) == (120.0, 4.0)
    assert chosen.motion.kind == "debye_waller"
    assert chosen.aberrations.defocus_A == 33.0
    assert (chosen.slice_A, chosen.band_limit_per_A, chosen.scattering_factors) == (
        0.7,
        3.1,
        "kirkland",
    )
    assert (chosen.edge_steepness_A, chosen.specimen_tilt_mrad) == (80.0, (1.0, -2.0))


def test_atoms_vibrate_as_the_configuration_says(monkeypatch):
    shown = []

    def simulate(crystal, axis, conditions, grid, random, arrays):
        shown.append(crystal.rms)
        return np.zeros((1, grid.size, grid.size), np.float32)

    monkeypatch.setattr("synthscope.cbed.stacks.simulate", simulate)
    chosen = settings(motion={"rms_A": {"Si": 0.2}}, thicknesses_A=[10.0])
    list(stacks(crystals.silicon(), chosen, 1))
    list(stacks(crystals.silicon(), settings(thicknesses_A=[10.0]), 1))
    assert set(shown[0]) == {0.2}
    assert shown[-1] == pytest.approx(0.0816, abs=1e-4)


def test_a_stack_holds_each_orientation_at_each_thickness():
    small = settings(
        size_px=64,
        k_step_per_A=0.02,
        band_limit_per_A=0.8,
        thicknesses_A=[10.0, 25.0],
        energies_keV=[100, 200],
        motion={"kind": "static"},
    )
    made = list(stacks(crystals.strontium_titanate(), small, 1))
    assert [stack.energy_keV for stack in made] == [100, 200]
    for stack in made:
        assert stack.patterns.shape == (2, 3, 64, 64)
        assert (stack.patterns.sum(axis=(2, 3)) > 0.5).all()
        assert stack.semiangles_mrad == made[0].semiangles_mrad
