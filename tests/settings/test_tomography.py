"""The tomography settings take the names of NoStripesNet's code and of its documentation."""

from pathlib import Path

import pytest
import yaml

from synthscope.core.errors import InputError
from synthscope.settings.load import load, plain
from synthscope.tomography.jobs import NEUTRAL, consecutive, real_scans
from synthscope.tomography.settings import ImageSettings, ScanSettings, SimulationSettings
from synthscope.tomography.simulation.faults import KINDS
from synthscope.tomography.stripes.model import PairedStripes, PatchStripes

ROOT = Path(__file__).parents[2]
PRESETS = sorted((ROOT / "config" / "presets").glob("nostripes_*.yaml"))


def tomography(**values):
    return load({"products": ["tomography"], "tomography": values}).tomography


def test_the_defaults_are_those_of_the_documentation():
    given = tomography()
    assert (given.size, given.objects, given.shifts, given.shift_step) == (256, 300, 5, 2)
    assert (given.flats_number, given.I0, given.chunk_size) == (20, 40000, 243)
    assert (given.frame_angles, given.patch_size) == (900, (1801, 256))


def test_stripes_that_are_given_in_part_keep_the_rest_of_their_mode():
    given = tomography(paired_stripes={"percentage": 2}, patch_stripes={"percentage": 2})
    assert given.paired_stripes == PairedStripes(percentage=2.0)
    assert given.patch_stripes == PatchStripes(percentage=2.0)
    assert given.patch_stripes.max_thickness == 6


@pytest.mark.parametrize(
    "name, field, value",
    [
        ("mode", "modes", ("raw",)),
        ("hdf_file", "hdf_file", "a.nxs"),
        ("hdf-root", "hdf_file", "a.nxs"),
        ("hdf_root", "hdf_file", "a.nxs"),
        ("shiftstep", "shift_step", 5),
        ("flatsnum", "flats_number", 7),
        ("chunk-size", "chunk_size", 9),
        ("frame-angles", "frame_angles", 450),
        ("patch-size", "patch_size", (900, 128)),
    ],
)
def test_every_name_of_an_option_is_taken(name, field, value):
    assert getattr(tomography(**{name: value}), field) == value


def test_an_option_under_two_of_its_names_is_refused():
    with pytest.raises(
        InputError, match=r"my\.yaml: tomography\.hdf-root: hdf_file is given twice"
    ):
        load({"tomography": {"hdf_file": "a.nxs", "hdf-root": "b.nxs"}}, "my.yaml")


def test_one_mode_may_stand_without_a_list():
    assert tomography(mode="complex").modes == ("complex",)


@pytest.mark.parametrize(
    "values, reason",
    [
        ({"sise": 3}, "tomography.sise is not a known key; did you mean size"),
        ({"modes": ["simple", "simple"]}, "name each mode once"),
        ({"modes": ["real"]}, "tomography.modes (item 1)"),
        ({"hdf_file": "a.nxs", "scans": [{"files": ["b.nxs"]}]}, "hdf_file or scans, not both"),
        ({"flats": "f.nxs"}, "flats, darks and mask belong to hdf_file"),
        ({"darks": "f.nxs"}, "flats, darks and mask belong to hdf_file"),
        ({"start": 9999, "samples": 2}, "names have room for 10000"),
        ({"hdf_file": ["a/1.nxs", "b/1.nxs"]}, "have the same name"),
        ({"scans": [{"files": ["a/1.nxs", "b/1.nxs"]}]}, "have the same name"),
        ({"angles_deg": [70, -70]}, "angles_deg has to rise"),
        ({"size": 64, "axis_offset": 46}, "off the detector; with 90 columns at most 45"),
        ({"angles": 0}, "tomography.angles"),
        ({"phantom": {"kind": "structure"}}, "phantom.structure is missing"),
        ({"legacy_noise": True, "nxtomo": True}, "set nxtomo or it to false"),
        ({"legacy_noise": True, "artefacts": {"blur": {"core_px": 1}}}, "knows no artefacts"),
        (
            {"artefacts": {"fringes": {"distance_mm": 100}}},
            "artefacts.fringes.distance_mm is 100: at 25 keV and with pixels of 1 µm fringes are "
            "those of the near field up to 80.7 mm",
        ),
        (
            {
                "phantom": {"kind": "structure", "structure": "Au55"},
                "artefacts": {"fringes": {"distance_mm": 1}},
            },
            "atoms have none",
        ),
        ({"artefacts": {"zingers": {"track_px": [3, 1]}}}, "track_px must not fall"),
        ({"I0": 1e6}, "tomography.I0"),
        ({"stripes": {"kind": "some"}}, "tomography.stripes.kind"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(values, reason):
    with pytest.raises(InputError) as caught:
        tomography(**values)
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_a_numbered_scan_stands_for_its_shifts_and_a_list_for_itself():
    numbered = real_scans(tomography(hdf_file="data/0098.nxs", shifts=3), "x")
    assert numbered[0].files == ("data/0098.nxs", "data/0099.nxs", "data/0100.nxs")
    named = real_scans(
        tomography(hdf_file="data/sand.nxs", shifts=3, mask="m.npz", darks="d.h5"), "x"
    )
    assert named == [ScanSettings(("data/sand.nxs",), mask="m.npz", darks="d.h5")]
    listed = real_scans(tomography(hdf_file=["b.nxs", "a.nxs"]), "x")
    assert listed[0].files == ("b.nxs", "a.nxs")
    scans = [{"files": ["a.nxs"]}, {"files": ["b.nxs", "c.nxs"]}]
    assert [len(scan.files) for scan in real_scans(tomography(scans=scans), "x")] == [1, 2]
    simulated = real_scans(tomography(samples=2, start=3, shifts=1), "made")
    assert [scan.files for scan in simulated] == [("made/0003/1000.nxs",), ("made/0004/1000.nxs",)]


def test_settings_of_real_scans_and_of_simulated_ones_are_kept_apart():
    """So that a changed patch size does not make the phantoms again."""
    simulated, real = (set(vars(kind())) for kind in (SimulationSettings, ImageSettings))
    assert not simulated & real
    assert {"size", "stripes", "legacy_noise"} < simulated
    assert {"patch_size", "real_clean"} < real


def test_what_only_cuts_up_the_work_is_not_in_the_hash_of_the_images_settings():
    given = {"chunk_size": 1, "memory_MB": 5, "parts": 9, "baselines": False, "baseline_rows": 1}
    neutral, default = tomography(**given), tomography()
    assert plain(neutral, leave_out=NEUTRAL) == plain(default, leave_out=NEUTRAL)
    assert plain(tomography(size=9), leave_out=NEUTRAL) != plain(default, leave_out=NEUTRAL)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_the_presets_are_the_six_modes(path):
    settings = load(yaml.safe_load(path.read_text()), path.name)
    assert settings.dataset == path.stem
    assert settings.products == ("tomography",)
    assert settings.tomography.modes == (path.stem.removeprefix("nostripes_"),)


def test_the_preset_of_electron_tomography_is_a_tilt_series_of_a_particle():
    path = ROOT / "config" / "presets" / "electron_tomography.yaml"
    settings = load(yaml.safe_load(path.read_text()), path.name)
    given = settings.tomography
    assert settings.dataset == path.stem and given.modes == ("tilt",) and given.needs_structures
    assert given.angles == 71 and given.angles_deg == (-70, 70)


def test_there_is_a_preset_for_each_mode_of_the_original():
    assert len(PRESETS) == 6


def test_the_preset_of_a_beamline_has_every_kind_of_stripe_and_of_artefact():
    given = load(yaml.safe_load((ROOT / "config/presets/beamline.yaml").read_text())).tomography
    assert given.modes == ("complex",) and given.miscalibration > 0
    assert list(given.faults.counts) == list(KINDS)
    assert given.artefacts.on == ("hardening", "fringes", "blur", "drift", "zingers")
    assert given.artefacts.drift.flats_after > 0 and "kinds" in given.truth
    assert tomography().artefacts.on == ()


def test_weights_and_archives_that_could_not_be_made_are_refused():
    with pytest.raises(InputError, match="set archive to true"):
        tomography(masks={"archive": False, "weights": True})
    with pytest.raises(InputError, match="known defects have none"):
        tomography(masks={"weights": True})
    assert tomography(masks={"weights": True, "truth": False}).masks.weights
    assert tomography(masks={"weights": True}, hdf_file="a.nxs").masks.weights


def test_only_plain_digits_name_consecutive_scans():
    assert consecutive("a/0998.nxs", 3) == ["a/0998.nxs", "a/0999.nxs", "a/1000.nxs"]
    assert consecutive("a/²³.nxs", 3) == ["a/²³.nxs"]
