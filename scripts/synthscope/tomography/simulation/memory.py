"""How much memory a simulated sample takes, known before the first job."""

from synthscope.tomography.artefacts.memory import held_rows
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.simulation.geometry import Geometry

_ROWS = 52  # (angles, columns) in single precision: two blocks of rows, a row's views, masks
_PLANES = 22  # of the detector in single precision: speckles are transformed in double, complex


def simulation_memory_MB(settings: SimulationSettings) -> int:
    """Memory for one sample besides that of the program itself, MB.

    What the artefacts hold besides is told by `held_rows`; `legacy_noise` needs all rows at once.
    """
    scan = Geometry.of(settings)
    alone = "kinds" in settings.truth or "artefacts" in settings.truth
    rows = _ROWS + held_rows(settings.artefacts, alone) + settings.legacy_noise * scan.rows
    detector = scan.rows + (settings.shifts - 1) * settings.shift_step
    return 4 * scan.columns * (rows * scan.angles + _PLANES * detector) // 10**6
