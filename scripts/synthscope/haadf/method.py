"""Which way an image takes by waves, and the memory that ways need."""

import math
from dataclasses import replace

from synthscope.core.errors import InputError
from synthscope.haadf.trial import BATCH, Trial
from synthscope.multislice import interpolated
from synthscope.multislice.assembly import position_grid
from synthscope.multislice.detector_pixels import ALL, Taken, strides
from synthscope.multislice.device import working_mb
from synthscope.multislice.lattice import Lattice
from synthscope.optics import limits
from synthscope.optics.bandlimit import band_limit

WORTH = 1.3  # a parent's cost over that of an exact beam
WINDOWS = 60  # arrays as large as the field take no more than probes in `windows` do, at most
PROGRAM_MB = 95  # of a job before it begins
MORE = 1.4  # times as many parents, where an error was too large …
UNUSUAL = 0.75, 1.1  # … and of those expected at first and then, where none is known beforehand
SPARSE = 0.6  # of the error that sparse detector pixels may take, as a root of squares …
AVERAGED = 0.75  # … where their ways are averaged until they scatter little, too
FUTILE = 0.8  # of the error before, for MORE times as many parents: they were not what lacked


def choose_method(trial: Trial) -> tuple[str, interpolated.Plan | None, float]:
    """The method, the plan where it interpolates, and the error (rms over mean) to expect.

    Raises
    ------
    InputError
        If interpolation is asked for where it cannot give the error asked for.
    """
    settings, lattice, exit_planes = trial.settings, trial.lattice, trial.exit_planes
    gratings = len(trial.gratings.slices)
    asked = settings.calculation_error / 2  # the rest is the grid's
    if settings.method in ("exact", "multislice"):
        return settings.method, None, 0.0
    free = settings.method != "interpolated"
    outer = max(d.outer_mrad for d in lattice.detectors) + lattice.semiangle_mrad
    fine = 1e3 * lattice.wavelength * band_limit(lattice.grid) >= outer * (1 - 1e-9)
    if not free:
        limits.check_sampling(
            lattice.grid, list(lattice.detectors), lattice.wavelength, lattice.semiangle_mrad
        )
        limits.check_interpolation(settings.calculation_error)
    elif not fine or asked < limits.SURE_ERROR:
        return "exact", None, 0.0
    widest = replace(lattice, taken=Taken(trial.widest))
    without, one = (_interpolation_mb(widest, gratings, len(exit_planes), n) for n in (0, 1))
    free_mb = settings.memory_mb - working_mb(settings.device) - without
    room = max(1, int(free_mb / (one - without)))
    most = min(room, int(len(lattice.beams) / WORTH) if free else len(lattice.beams))

    def planned(error: float, least: int = 1) -> interpolated.Plan:
        planes, weights = trial.slices.planes, trial.plane_weights
        return interpolated.plan(lattice, planes, exit_planes, error, least, most, weights)

    stride, sparse, left = ALL.stride, 0.0, asked
    plan = planned(asked)
    if plan.error <= asked:
        share = SPARSE if settings.statistical_error is None else AVERAGED
        stride, sparse = trial.sparse_pixels(share * asked, len(plan.parents))
        if stride != ALL.stride:
            left = math.sqrt(asked**2 - sparse**2)
            plan = planned(left)
    least, reached, more, sure = 1, math.inf, MORE, 1.0
    if not trial.usual:
        fewer, more = UNUSUAL
        least, sure = math.ceil(fewer * len(plan.parents)), math.inf
        plan = planned(sure, least)
    futile = FUTILE ** (math.log(more) / math.log(MORE))
    while True:
        sparser = stride != ALL.stride
        if sparser and plan.error > sure * left:  # no room for the parents that this takes
            stride, sparse, left = ALL.stride, 0.0, asked
        elif len(plan.parents) < least or plan.error > sure * left:
            break
        else:
            error = trial.error(plan)
            if error <= left:
                return "interpolated", plan.taking(stride), math.hypot(error, sparse)
            if sparser and error > futile * reached:  # it is not the parents that err
                stride, sparse, left, reached = ALL.stride, 0.0, asked, math.inf
            else:
                reached = min(reached, error)
                least = math.ceil(more * len(plan.parents))
        plan = planned(sure * left, least)
    if free:
        return "exact", None, 0.0
    if len(plan.parents) == room:
        need = _interpolation_mb(widest, gratings, len(exit_planes), room + 1)
        need += working_mb(settings.device)
        limits.check_memory(need, settings.memory_mb, "a smaller field")
    reached = reached if math.isfinite(reached) else plan.error
    raise InputError(
        f"interpolation errs by {reached:.2g} of the mean in this specimen, and "
        f"error is {settings.calculation_error:g}; use method exact or auto, or a larger error"
    )


def memory_mb(
    method: str,
    lattice: Lattice,
    gratings: int,
    exit_planes: int,
    plan: interpolated.Plan | None,
) -> float:
    """Estimate of the arrays that are alive at the same time, and a fifth more for the rest."""
    if plan is not None:
        return _interpolation_mb(plan.lattice, gratings, exit_planes, len(plan.parents))
    wave = 8 * lattice.grid.size
    if method == "multislice":
        return _total_mb(lattice, gratings, exit_planes, 8 * 4 * wave)
    if method == "absorptive":
        return _total_mb(lattice, gratings, exit_planes, WINDOWS * wave)
    cells = math.prod(lattice.repeats)
    k = [
        1e-3 * angle / lattice.wavelength
        for d in lattice.detectors
        for angle in (d.inner_mrad, d.outer_mrad)
    ]
    pixels = math.pi * (max(k) ** 2 - min(k) ** 2) * math.prod(lattice.grid.extent)
    beams = len(lattice.beams) / cells + 1
    return _total_mb(lattice, gratings, exit_planes, 8 * exit_planes * beams * pixels)


def _interpolation_mb(lattice: Lattice, gratings: int, exit_planes: int, parents: int) -> float:
    """Of the choice of parents, its trial on the whole field, or the run, whichever is most.

    A trial takes the widest of the usual distances of detector pixels, if `lattice` takes no wider.
    """
    usual = next(iter(strides(lattice.extent)), ALL.stride)
    taken = Taken(tuple(map(max, usual, lattice.taken.stride)))
    transfers = interpolated.farthest_transfer(replace(lattice, taken=taken))
    box = math.prod(2 * half + 1 for half in transfers)
    weights = 4 * len(lattice.beams) * parents * exit_planes
    choice = weights + 48 * len(lattice.beams) * parents
    run = _total_mb(lattice, gratings, exit_planes, weights + 8 * exit_planes * parents * box)
    field = 8 * lattice.grid.size * math.prod(lattice.repeats)
    trial = weights + (gratings + 4 * BATCH) * field
    return max(PROGRAM_MB + 1.2e-6 * max(choice, trial), run)


def _total_mb(lattice: Lattice, gratings: int, exit_planes: int, items: float) -> float:
    images = exit_planes * len(lattice.regions) * 8 * math.prod(position_grid(lattice))
    waves = (gratings + 8) * 8 * lattice.grid.size
    return PROGRAM_MB + 1.2e-6 * (waves + items + 3 * images)
