"""Settings that are allowed and hardly meant are told."""

from dataclasses import replace

from synthscope.haadf.checks import settings_remarks
from synthscope.haadf.conditions import CustomCondition
from synthscope.haadf.settings import HaadfSettings

USUAL = HaadfSettings(energy_keV=200, semiangle_mrad=27)


def test_usual_settings_have_no_remark():
    assert list(settings_remarks(USUAL)) == []


def test_pixels_that_miss_what_the_probe_shows_are_told_with_the_number_that_would_do():
    [line] = settings_remarks(replace(USUAL, field_A=26, pixels=16))
    assert "pixels of 1.62 Å" in line and "0.23 Å are needed: haadf.pixels 112 or more" in line


def test_a_detector_across_the_edge_of_the_bright_disc_is_told():
    [line] = settings_remarks(replace(USUAL, detectors_mrad=((10, 200), (0, 20), (60, 100))))
    assert "[10, 200] mrad takes in a part of the bright disc, which ends at 27 mrad" in line


def test_a_condition_that_no_set_shows_is_told():
    own = {"faint": CustomCondition(counts=5)}
    [line] = settings_remarks(replace(USUAL, conditions=own))
    assert line.startswith("haadf.conditions.faint: no image is made of it")
    shown = replace(USUAL.general, conditions=("raw", "faint"))
    assert not list(settings_remarks(replace(USUAL, conditions=own, general=shown)))
