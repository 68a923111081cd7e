"""A view is scanned as HAADF images show it: the same field, rows along y and columns along x."""

import numpy as np
import pytest
from tests.multislice.specimens import quick_settings

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import average
from synthscope.haadf.views import plan_view
from synthscope.settings.load import checked, load
from synthscope.specimens.specimen import perfect_specimen
from synthscope.stem4d.average import simulate
from synthscope.stem4d.checks import check_settings, settings_remarks
from synthscope.stem4d.plan import prepare
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.store import pattern_store
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.truth import Truth

# Without any symmetry: a light and a heavy atom in an oblique cell.
OBLIQUE = Crystal(
    "oblique",
    "user",
    "",
    [79, 22],
    [[0, 0, 0], [0.31, 0.44, 0.2]],
    np.array([[4.1, 0, 0], [0.9, 4.9, 0], [0.4, 0.7, 3.6]]),
)
CUBIC = Crystal("cubic", "user", "", [51, 8], [[0, 0, 0], [0.4, 0.2, 0.5]], 4.2 * np.eye(3))
# One box repeats sideways, and is scanned whole whatever the geometry.
SCENE = Crystal(
    "scene-00001",
    "scene",
    "",
    [79, 22, 8],
    [[-2.0, 1.0, 2.0], [1.5, -0.4, 0.0], [0.3, 2.2, -2.0]],
    np.diag([6.3, 7.1, 4.0]),
    pbc=(True, True, False),
    truth=Truth("scene", [0, 0, 0], [0, 0, 0]),
)
SHARED = {"semiangle_mrad": 30, "sampling_A": 0.06, "cell_depth_A": 6}


@pytest.mark.parametrize(
    ("crystal", "geometry"),
    [(OBLIQUE, "block"), (CUBIC, "cell"), (CUBIC, "block"), (SCENE, "block"), (SCENE, "cell")],
)
def test_the_dark_field_of_a_scan_is_the_image_of_the_haadf_room(crystal, geometry, tmp_path):
    asked = {**SHARED, "geometry": geometry, "field_A": 12.6}
    scan = checked(
        Stem4dSettings,
        asked
        | {
            "scan": {"positions": 21},
            "detector": {"pixels": 84},
            "virtual_detectors_mrad": {"haadf": (50, 75)},
            "vibration": {"configurations": 0},
        },
    )
    still = {"configurations": 0}
    stem = quick_settings(
        **asked, phonons=still, detectors_mrad=[[50, 75]], pixels=21, method="exact", error=0.4,
        accept_laue_rings=True,
    )  # fmt: skip
    specimen = perfect_specimen(crystal, (0, 0, 1), scan)
    prepared = prepare(specimen, scan)
    with pattern_store(tmp_path / "x.emd", prepared.grid.count, 21) as store:
        found = simulate(prepared, store, 1, "x").images["haadf"]
    plan = plan_view(specimen, stem, "x")
    x, y = (start + 0.6 * np.arange(21) for start in specimen.origin)
    wanted = average(plan, 1, "x").image(x, y)[0, 0].T
    assert np.abs(found - wanted).max() < 1e-4 * wanted.mean()
    heavy = specimen.positions[specimen.numbers == max(specimen.numbers)]
    row, column = np.unravel_index(np.argmax(found), found.shape)
    away = heavy[:, :2] - 0.6 * np.array([column, row])
    assert np.linalg.norm(away, axis=1).min() < 0.45


REFUSED = [
    ({"detector": {"edge_mrad": 40}}, r"finer than the 0\.965 mrad .* of 26 Å tells apart; use "),
    (
        {"detector": {"pixels": 40}},
        r"sees up to 18\.\d+ mrad and the bright disc reaches 27 mrad; use detector\.pixels 58 or",
    ),
    ({"virtual_detectors_mrad": {"adf": [60, 90]}}, r"adf reaches 90 mrad and the detector sees"),
    (
        {"virtual_detectors_mrad": {"ring": [30, 30.5]}},
        r"ring, 30 to 30\.5 mrad, is narrower than the 0\.965 mrad .* use a field of 51 Å",
    ),
    ({"scan": {"positions": 1, "start_A": [30, 0]}}, r"starts at 30 Å .* or field_A 31 or more"),
    ({"scan": {"step_A": 1.0}}, r"ends at 63 Å and the field at 26 Å; use scan\.positions 26 or"),
    ({"scan": {"positions": 9, "step_A": 1, "start_A": [0, 20]}}, r"scan\.positions 6 or fewer"),
    (
        {"sampling_A": 0.2},
        r"sampling_A 0\.1806 keeps waves up to 46\.3 mrad .* use 0\.09\d+ Å or less",
    ),
    ({"field_A": 10, "semiangle_mrad": 8}, r"the probe wraps around: .* use a field_A of \d+ Å"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_what_cannot_be_right_is_refused_with_the_number_that_would_be(changes, message):
    with pytest.raises(InputError, match=message) as refusal:
        check_settings(checked(Stem4dSettings, changes))
    assert "\n" not in str(refusal.value)


def test_what_a_refusal_recommends_is_accepted():
    for changes in (
        {"detector": {"edge_mrad": 61.8}},
        {"detector": {"edge_mrad": 40, "pixels": 82}},
        {"scan": {"step_A": 1.0, "positions": 26}},
        {"scan": {"positions": 6, "step_A": 1, "start_A": [0, 20]}},
        {"virtual_detectors_mrad": {"ring": [30, 30.97]}},
        {
            "virtual_detectors_mrad": {"ring": [30, 30.5]},
            "field_A": 51,
            "detector": {"pixels": 256},
        },
        {"scan": {"positions": 1, "start_A": [30, 0], "step_A": 1}, "field_A": 31},
    ):
        check_settings(checked(Stem4dSettings, changes))


@pytest.mark.parametrize(
    "wrong",
    [
        {"virtual_detectors_mrad": {"bf": [20, 10]}},
        {"virtual_detectors_mrad": {"idpc": [0, 10]}},
        {"virtual_detectors_mrad": {"Bright field": [0, 10]}},
        {"maps": ["com", "com"]},
    ],
)
def test_names_and_angles_of_virtual_detectors_are_checked(wrong):
    with pytest.raises(InputError, match=r"^configuration: stem4d"):
        load({"stem4d": wrong})


def test_too_little_memory_is_refused_before_anything_is_computed():
    asked = checked(Stem4dSettings, {"memory_mb": 250})
    with pytest.raises(InputError, match=r"needs \d+ MB and memory_mb is 250; use memory_mb"):
        prepare(perfect_specimen(CUBIC, (0, 0, 1), asked), asked)


def test_memory_does_not_depend_on_the_number_of_positions():
    few, many = (
        prepare(perfect_specimen(CUBIC, (0, 0, 1), asked), asked).memory_mb
        for asked in (checked(Stem4dSettings, {"scan": {"positions": n}}) for n in (16, 512))
    )
    assert many < 1.5 * few


def test_a_step_that_leaves_out_what_the_probe_shows_is_told():
    [line] = settings_remarks(checked(Stem4dSettings, {"scan": {"positions": 32}}))
    assert "a step of 0.812 Å leaves out" in line and "positions 112 or more" in line
    assert not list(settings_remarks(checked(Stem4dSettings, {"scan": {"positions": 112}})))
