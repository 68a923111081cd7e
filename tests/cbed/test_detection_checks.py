"""A camera that cannot show the patterns is refused with what would do."""

import pytest

from synthscope.cbed.checks import check_settings
from synthscope.cbed.settings import CbedSettings
from synthscope.core.errors import InputError
from synthscope.settings.load import checked, load

WELL = {"kind": "integrating", "bits": 16, "amplifier": {"gain": 10, "full_well_e": 5000}}
BLIND = {"electrons": 1e10, "dead_time": {"time_us": 100, "exposure_ms": 1}}


@pytest.mark.parametrize(
    ("detection", "message"),
    [
        ({"electrons": 1e10, **WELL}, r"fill each of the 512 × 512 pixels, which hold 5000; use"),
        ({"dose_e_per_A2": 1e9, **WELL}, r"cbed\.detection\.mine: .* use fewer than 1\.31e\+09"),
        ({"electrons": 1e8, "bits": 6}, r"which hold 63; use fewer than 1\.65e\+07"),
        ({"dark_e": 300, "bits": 8}, r"dark_e of 300 electrons fills pixels, .* less than 255"),
        (
            {"dose_e_per_A2": 1e12, "area_A2": 100, "kind": "integrating"},
            r"1e\+14 electrons a pattern .* use a dose_e_per_A2 of at most 1e\+11, or a smaller",
        ),
        (BLIND, r"blind; use fewer than 2\.62e\+06, or an exposure of more than 3\.81e\+03 ms"),
        ({"stop": {"radius_px": 400}}, r"stop of 400 px hides all 512 × 512 px .* below 256 px"),
        ({"stop": {"radius_px": 9, "centre_px": [0, 900]}}, r"hides nothing; keep stop\.centre_px"),
        ({"projection": {"offset_px": [300, 0]}}, r"of \[300, 0\] puts the pattern's centre besi"),
        ({"point_spread": {"tail": 0.1, "tail_px": 300}}, r"is 300 px wide, and the camera 512"),
    ],
)
def test_what_shows_nothing_is_refused_before_any_job(detection, message):
    with pytest.raises(InputError, match=message):
        check_settings(checked(CbedSettings, {"detection": {"mine": detection}}))


def test_cameras_are_checked_where_directions_are_listed_too():
    listed = {"directions": {"axes": [[0, 0, 1]]}}
    full = {"detection": {"mine": {"electrons": 1e10, **WELL}}}
    with pytest.raises(InputError, match="which hold 5000"):
        check_settings(checked(CbedSettings, listed | full))
    blind = {"detection": {"mine": {"stop": {"radius_px": 400}}}}
    with pytest.raises(InputError, match="hides all"):
        check_settings(checked(CbedSettings, listed | blind))


def test_patterns_in_which_only_the_bright_discs_are_full_are_allowed():
    full = {"electrons": 1e8, **WELL}
    check_settings(checked(CbedSettings, {"detection": {"mine": full}}))


def test_names_that_mean_something_else_are_refused():
    with pytest.raises(InputError, match=r"detection\.batch cannot be defined"):
        load({"cbed": {"detection": {"batch": {}}}})
    with pytest.raises(InputError, match="detection"):
        load({"cbed": {"detection": {"../up": {}}}})


def test_a_key_that_is_not_known_is_named():
    with pytest.raises(InputError, match="did you mean efficiency"):
        load({"cbed": {"detection": {"mine": {"eficiency": 0.5}}}})
