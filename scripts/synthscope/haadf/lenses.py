"""One calculation behind several lenses.

A multislice calculation sends beams, and a probe is a sum of them, so that all lenses share one
propagation of each configuration of atoms: another one costs only the sum. What is decided before
(grid, parents of the interpolation and its error) is decided for the widest aperture and, in it,
the sharpest probe that may be drawn.
"""

from dataclasses import replace

from synthscope.haadf.lens_settings import LensSettings
from synthscope.haadf.plan import Prepared
from synthscope.optics.limits import check_probe, probe_diameter


def behind(prepared: Prepared, lens: LensSettings) -> Prepared:
    """The same calculation with another lens, whose aperture is no wider; nothing varies in it."""
    wide = lens.semiangle_mrad >= prepared.lattice.semiangle_mrad
    return replace(
        prepared,
        settings=replace(prepared.settings, aberrations=lens.aberrations),
        lattice=replace(prepared.lattice, aperture_mrad=None if wide else lens.semiangle_mrad),
    )


def widest_probe_A(prepared: Prepared, lens: LensSettings) -> float:
    """The diameter of the widest probe that may be drawn, of which all have to fit the field.

    Raises
    ------
    InputError
        One wraps around.
    """
    lattice, depth, widest = prepared.lattice, prepared.slices.depth, 0.0
    for one in lens.widest():
        probe = one.semiangle_mrad, lattice.wavelength, one.aberrations, depth
        check_probe(prepared.field_A, *probe)
        widest = max(widest, probe_diameter(*probe))
    return widest
