"""Conditions of a pattern in a line."""

from synthscope.cbed.conditions import Conditions
from synthscope.cbed.settings import Motion


def taken(energy_keV, semiangle_mrad, thickness_A=100.0, motion=None, **more) -> Conditions:
    return Conditions(
        energy_keV=energy_keV,
        semiangle_mrad=semiangle_mrad,
        thicknesses_A=(thickness_A,),
        motion=motion or Motion(),
        **more,
    )
