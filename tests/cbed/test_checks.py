"""What cannot be computed is refused with what would do."""

from dataclasses import replace

import pytest
from tests.cbed import crystals
from tests.cbed.conditions import taken

from synthscope.cbed.checks import check
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import simulate
from synthscope.core.errors import InputError
from synthscope.optics.aberrations import Aberrations
from synthscope.structures.symmetry.zone_axes import lattice_direction

STATIC = taken(100.0, 3.0, 50.0, Motion(kind="static"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"semiangle_mrad": 0.3}, r"does not fit the 100 Å .* use at least 0\.74 mrad, or pixels"),
        ({"semiangle_mrad": 99.0}, r"beyond the pattern's edge at 94\.76 mrad; use pixels of at"),
        ({"semiangle_mrad": 60.0}, r"too coarse for 60 mrad .* should be at least 3\.26"),
        (
            {"places": ((45.0, 0.0),), "motion": Motion()},
            r"45 Å from the middle does not fit its box of 100 Å; keep positions within 42",
        ),
        (
            {
                "places": ((0.0, 0.0),),
                "motion": Motion(),
                "semiangle_mrad": 30.0,
                "thicknesses_A": (3000.0,),
            },
            r"spreads over 181\.5 Å and does not fit its box of 100 Å; use pixels of at most",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_would_do(change, message):
    with pytest.raises(InputError, match=message):
        check(replace(STATIC, **change), 512, 0.01, "cbed")


def test_a_probe_too_wide_for_its_box_is_refused_where_no_cell_repeats():
    crystal = crystals.triclinic()
    axis = lattice_direction(crystal, (1, 1, 1))
    wide = taken(200, 27, 50.0, aberrations=Aberrations(c3_um=1200.0))
    with pytest.raises(InputError, match="the probe spreads over"):
        simulate(crystal, axis, wide, PatternGrid(256, 0.02))
