"""HAADF settings that cannot be meant are refused with what would be right."""

import math

import pytest
from pydantic import ValidationError

from synthscope.haadf.conditions import CustomCondition, conditions
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.settings import HaadfSettings
from synthscope.settings.load import checked


def test_defaults_are_those_of_the_published_data_set():
    settings = HaadfSettings()
    assert settings.energy_keV == 200
    assert settings.semiangle_mrad == 27
    assert settings.detectors_mrad == ((100, 150),)
    assert (settings.field_A, settings.pixels, settings.vacuum_A) == (26, 256, 1)
    assert settings.general.conditions == ("raw", "clean", "blbk1")
    assert len(settings.retrieval.target_conditions) == 16
    assert settings.retrieval.choice_conditions == ("raw", "clean", "blbk1", "blbk2")
    views = settings.retrieval.prototypes * settings.retrieval.views
    assert settings.retrieval.targets * 16 + views * 4 == 16_000


def test_a_custom_condition_says_everything_that_the_model_knows():
    given = checked(HaadfSettings, {"conditions": {"mine": {"drift_px": 3, "edges": "crop"}}})
    found = conditions(given.conditions)["mine"].distortion
    assert found == Distortion(drift_px=3, edges="crop")


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"general": {"conditions": ["raw", "claen"]}}, "names claen; known are raw, clean"),
        ({"general": {"conditions": ["raw", "raw"]}}, "names a condition twice"),
        ({"retrieval": {"prototypes": 2, "views": 2, "targets": 5}}, "only 4 views"),
        ({"detectors_mrad": [[150, 100]]}, "not from 150 to 100"),
        ({"detectors_mrad": []}, "at least 1"),
        ({"vacuum_A": 13}, "nothing is left"),
        ({"conditions": {"raw": {}}}, "without distortion"),
        ({"conditions": {"a": {"counts": 0}}}, "greater than or equal to 0.000001"),
        ({"defects": {"kind": "substitution"}}, "element is needed"),
        ({"phonons": {"rms_A": {"Sb": -1}}}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong, said):
    with pytest.raises(ValidationError) as caught:
        checked(HaadfSettings, wrong)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", [*CustomCondition.__dataclass_fields__][:-2])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -1.0, 1e19])
def test_numbers_of_a_condition_that_mean_nothing_are_refused_by_name(name, number):
    with pytest.raises(ValidationError, match=rf"conditions\.mine\.{name}\b"):
        checked(HaadfSettings, {"conditions": {"mine": {name: number}}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"aberrations": {"defocus_A": 1e300}},
        {"aberrations": {"c3_um": -1e300}},
        {"tilt_mrad": [0, 1e9]},
        {"detectors_mrad": [[60, 1e6]]},
    ],
)
def test_angles_and_aberrations_beyond_every_microscope_are_refused(wrong):
    with pytest.raises(ValidationError):
        checked(HaadfSettings, wrong)
