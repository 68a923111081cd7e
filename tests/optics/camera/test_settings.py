"""Settings of a camera that contradict each other are refused with what would be right."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.optics.camera.settings import (
    Amplifier,
    BeamStop,
    Camera,
    DeadTime,
    PointSpread,
    stated,
)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Camera(kind="integrating", dead_time=DeadTime()), "of kind counting; leave"),
        (lambda: Camera(amplifier=Amplifier(gain=2.0)), "of kind integrating; leave"),
        (lambda: Amplifier(read_noise=5.0), "offset of at least 20 ADU"),
        (
            lambda: Camera(kind="integrating", bits=6, amplifier=Amplifier(offset=100)),
            "beyond what 6 bits hold; use less than 63",
        ),
        (lambda: DeadTime(time_us=600, exposure_ms=1), "at most 100 µs, or an exposure of at le"),
    ],
)
def test_contradictions_are_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("kind", "bits", "dtype"),
    [
        ("counting", None, np.uint32),
        ("counting", 6, np.uint8),
        ("counting", 12, np.uint16),
        ("counting", 24, np.uint32),
        ("integrating", 16, np.uint16),
        ("integrating", None, np.float32),
    ],
)
def test_numbers_are_stored_in_the_smallest_type_that_holds_them(kind, bits, dtype):
    assert Camera(kind=kind, bits=bits).dtype == np.dtype(dtype).name


def test_what_is_not_the_default_is_stated_by_its_path():
    camera = Camera(
        efficiency=0.9,
        point_spread=PointSpread(0.8),
        stop=BeamStop(12.0),
        dead_time=DeadTime(time_us=2.0),
    )
    assert stated(camera) == {
        "efficiency": 0.9,
        "point_spread.sigma_px": 0.8,
        "stop.radius_px": 12.0,
        "stop.centre_px": (0.0, 0.0),
        "stop.arm_px": 0.0,
        "stop.arm_deg": 180.0,
        "dead_time.kind": "nonparalyzable",
        "dead_time.time_us": 2.0,
        "dead_time.exposure_ms": 1.0,
    }
    assert stated(Camera()) == {}
