"""What detectors collect from probes at 200 keV and 25 mrad, by our engine and by abTEM."""

import numpy as np

from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import Gratings

SEMIANGLE_MRAD = 25
QUIET = {
    "precision": "float32",
    "diagnostics.progress_bar": False,
    "dask.lazy": False,
    "fftw.planning_effort": "FFTW_ESTIMATE",
}


def collected_here(numbers, positions, box, step, places, detectors) -> tuple[np.ndarray, Grid]:
    """(detectors, places) fractions of the beam, and the grid.

    Parameters
    ----------
    step
        Distance of the planes that the slices stand at, Å.
    places
        (P, 2) Å.
    detectors
        Inner and outer angles, mrad.
    """
    count, lam = round(box[2] / step), wavelength(200)
    index = np.round(positions[:, 2] / step).astype(int) % count
    slices = Slices(index, np.arange(count) * step, float(box[2]))
    grid = grid_for(tuple(box[:2]), 250, lam)
    beams = aperture_beams(grid, SEMIANGLE_MRAD, lam)
    probe = beam_amplitudes(beams, grid, lam, Aberrations())
    sample = slice_specimen(Gratings(grid, numbers, slices, 200), positions)
    annuli = [Detector(*angles) for angles in detectors]
    return scan(sample, np.array(places), beams, probe, annuli, [count])[:, 0], grid


def collected_by_abtem(numbers, positions, box, step, places, detectors, gpts) -> np.ndarray:
    """The same by abTEM with its own potential on a grid of `gpts` points."""
    import abtem
    import ase

    with abtem.config.set(QUIET):
        potential = abtem.Potential(
            ase.Atoms(numbers, positions=positions, cell=box, pbc=True),
            gpts=gpts,
            slice_thickness=step,
            parametrization="lobato",
            projection="infinite",
        )
        waves = abtem.Probe(energy=200e3, semiangle_cutoff=SEMIANGLE_MRAD, soft=False)
        waves.grid.match(potential)
        found = waves.scan(
            potential,
            scan=abtem.CustomScan(places),
            detectors=[abtem.AnnularDetector(*angles) for angles in detectors],
            lazy=False,
        )
    lines = found if len(detectors) > 1 else [found]
    return np.array([np.ravel(line.array) for line in lines])
