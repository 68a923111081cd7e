"""What a simulated scan is too small for is said before the first job."""

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.load import load
from synthscope.tomography.checks import refuse_small_scans

SMALL = {"size": 32, "masks": {"truth": False}, "patch_size": [20, 16], "frame_angles": 25}


def settings(**changes):
    return load({"tomography": SMALL | changes}).tomography


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"modes": ["paired"], "masks": {"truth": False, "size": 250}}, "masks: mask size 250"),
        ({"modes": ["patch"], "patch_size": [1801, 256]}, "patch_size: 1801 × 256 does not fit"),
        ({"modes": ["dynamic"], "frame_angles": 900}, "frame_angles: 900 does not fit"),
    ],
)
def test_what_does_not_fit_is_named_with_the_number_that_would(changes, told):
    with pytest.raises(InputError) as error:
        refuse_small_scans(settings(**changes))
    line = str(error.value)
    assert told in line and "at most" in line and "50 angles and 45 columns" in line


def test_what_fits_and_what_is_not_simulated_passes():
    refuse_small_scans(settings(modes=["raw", "paired", "dynamic", "patch"]))
    refuse_small_scans(settings(modes=["dynamic"], frame_angles=900, hdf_file="scan.nxs"))
    refuse_small_scans(settings(modes=["simple"], frame_angles=900))
