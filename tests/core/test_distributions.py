"""A distribution stands where a number may, keeps its limits, and says what is wrong with it."""

import json
from dataclasses import dataclass

import pytest
from pydantic import TypeAdapter, ValidationError

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class Beam(Section):
    """A section with numbers that may vary."""

    dose: Varied = setting(100.0, ge=1, le=1e6)
    """Electrons."""

    angle: Varied | None = setting(None, gt=-90, lt=90)
    """Degrees."""


BEAM = TypeAdapter(Beam)
DISTRIBUTIONS = [
    {"uniform": [2, 3]},
    {"loguniform": [1, 1e6]},
    {"normal": [5, 2], "within": [2, 80]},
    {"choice": [1, 4, 9]},
    {"choice": [1, 4, 9], "weights": [0, 2, 1]},
]


@pytest.mark.parametrize("given", DISTRIBUTIONS, ids=str)
def test_it_is_taken_for_a_number_and_is_the_same_from_its_plain_data(given):
    beam = BEAM.validate_python(
        {"dose": given, "angle": given | {}} if "uniform" in given else {"dose": given}
    )
    plain = json.loads(json.dumps(BEAM.dump_python(beam, mode="json")))
    assert plain["dose"] == given
    assert Beam.of(plain) == beam
    assert isinstance(beam.dose, Distribution)


def test_numbers_stay_numbers():
    beam = BEAM.validate_python({"dose": 7, "angle": -3.5})
    assert (beam.dose, beam.angle) == (7.0, -3.5)
    assert BEAM.dump_python(beam, mode="json") == {"dose": 7.0, "angle": -3.5}


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"uniform": [0, 3]}, "greater than or equal to 1"),
        ({"loguniform": [1, 1e7]}, "less than or equal to 1000000"),
        ({"normal": [5, 2], "within": [0.5, 9]}, "greater than or equal to 1"),
        ({"choice": [1, 2, 0]}, "greater than or equal to 1"),
        (0, "greater than or equal to 1"),
        ({"uniform": [3, 2]}, "from a smaller to a greater value, not from 3 to 2"),
        ({"uniform": [2, 2]}, "write the number alone"),
        ({"loguniform": [-1, 2]}, "loguniform begins above 0"),
        ({"normal": [5, 2]}, "normal and within are stated together"),
        ({"uniform": [5, 6], "within": [5, 6]}, "normal and within are stated together"),
        ({"normal": [5, -2], "within": [2, 8]}, "standard deviation of normal is above 0, not -2"),
        ({"normal": [5, 1], "within": [50, 60]}, "next to nothing of a normal distribution"),
        ({"choice": [1, 2], "weights": [1]}, "weights has a number for each value of choice"),
        ({"choice": [1, 2], "weights": [1, -1]}, "weights are 0 or more"),
        ({"choice": [1, 2], "weights": [0, 0]}, "weights are 0 or more"),
        ({"choice": []}, "at least 1 item"),
        ({"uniform": [1, 2], "choice": [1]}, "state one of uniform, loguniform, normal, choice"),
        ({}, "state one of uniform"),
        ({"uniform": [1, float("nan")]}, "finite number"),
        ({"uniform": [1, 2, 3]}, "at most 2 items"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_once(given, line):
    with pytest.raises(ValidationError) as caught:
        BEAM.validate_python({"dose": given})
    [error] = caught.value.errors()
    assert line in error["msg"]


def test_a_value_that_cannot_be_drawn_breaks_no_limit():
    given = {"choice": [-5, 2, 3], "weights": [0, 1, 1]}
    assert BEAM.validate_python({"dose": given}).dose.extremes == (2, 3)


def test_strict_limits_leave_out_their_own_value():
    with pytest.raises(ValidationError, match="less than 90"):
        BEAM.validate_python({"angle": {"uniform": [0, 90]}})
    assert BEAM.validate_python({"angle": {"uniform": [-89, 89]}})


@pytest.mark.parametrize("given", DISTRIBUTIONS, ids=str)
def test_quantiles_rise_from_one_extreme_to_the_other(given):
    distribution = BEAM.validate_python({"dose": given}).dose
    shares = [0.0, 1e-300, 1e-9, *(n / 100 for n in range(1, 100)), 1 - 2**-53]
    values = [distribution.quantile(share) for share in shares]
    least, greatest = distribution.extremes
    assert values == sorted(values)
    assert least <= values[0] <= least * 1.001
    assert greatest * 0.999 <= values[-1] <= greatest or "normal" in given


def test_tables_show_the_very_number_that_is_drawn():
    distribution = Distribution(loguniform=(1e-3, 1e3))
    for number in range(1000):
        value = distribution.quantile(number / 1000)
        assert float(f"{value:.6g}") == value
