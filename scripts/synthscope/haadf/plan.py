"""What a STEM calculation will do: decided, checked and told before it runs."""

import math
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.haadf.method import choose_method, memory_mb
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.trial import Trial
from synthscope.multislice import interpolated
from synthscope.multislice.cells import tile_cell
from synthscope.multislice.device import working_mb
from synthscope.multislice.lattice import Lattice
from synthscope.optics import limits
from synthscope.optics.band_error import Band
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import wavelength
from synthscope.optics.contrast import contrast
from synthscope.optics.cores import ATOM_ERROR
from synthscope.optics.grids import Grid, grid_for, sampled_grid
from synthscope.optics.own_area import own_share
from synthscope.optics.phonons import thermal_rms
from synthscope.optics.slicing import Slices, slice_box
from synthscope.optics.transmission import Gratings, edge_for
from synthscope.structures.snapshots import Snapshots
from synthscope.structures.vibrations import foreign_rms


@dataclass(frozen=True)
class Prepared:
    """A calculation that passed all checks; it serves every phonon configuration.

    Attributes
    ----------
    settings
        What was asked for.
    method
        "absorptive", "multislice", "exact" or "interpolated".
    positions, rms
        (N, 3) and (N,) in Å of the atoms that the gratings are made of: a cell of a static crystal,
        else all atoms.
    snapshots
        Their displacements in molecular dynamics, in the place of independent ones of `rms`.
    slices
        Of the whole specimen; of a static crystal those of one column of its boxes.
    exit_planes
        Numbers of planes passed at which images are read out, each once.
    thicknesses_A, readouts
        Depths asked for, the last being the exit surface, and which of `exit_planes` serves each.
    plan
        Parents of the interpolation, or None.
    band
        What the grid was chosen for.
    interpolation_error
        What interpolating beams and detector pixels costs, as all errors rms of the image over its
        mean, or those of its own area (`optics.own_area`); 0 where nothing is interpolated.
    memory_mb
        Estimate of what the arrays take.
    slicing_error
        What slices cost (`haadf.slicing_error`), where it was measured to choose them.
    """

    settings: StemSettings
    method: str
    gratings: Gratings
    positions: np.ndarray
    rms: np.ndarray
    snapshots: Snapshots | None
    slices: Slices
    lattice: Lattice
    exit_planes: tuple[int, ...]
    thicknesses_A: tuple[float, ...]
    readouts: tuple[int, ...]
    plan: interpolated.Plan | None
    band: Band
    interpolation_error: float
    memory_mb: float
    slicing_error: float | None = None

    @property
    def field_A(self) -> tuple[float, float]:
        """The whole specimen's extent across the beam."""
        return self.lattice.extent

    @property
    def sampling_A(self) -> float:
        return max(self.lattice.grid.sampling)

    @property
    def band_mrad(self) -> float:
        """The angle that waves are kept up to."""
        return 1e3 * self.lattice.wavelength * band_limit(self.lattice.grid)

    @property
    def band_error(self) -> float:
        """What is lost beyond the band."""
        return self.band.error(band_limit(self.lattice.grid))

    @property
    def transmission_error(self) -> float:
        """What the atoms' cores are wrong by."""
        return ATOM_ERROR * math.sqrt(self.band.contrast) * own_share(self.band.contrast)

    @property
    def error(self) -> float:
        """All that is known before anything is sent but for the slices."""
        return self.interpolation_error + self.band_error + self.transmission_error

    @property
    def slice_A(self) -> float:
        """Mean thickness of a slice."""
        return self.slices.depth / len(self.slices)

    @property
    def sparse(self) -> bool:
        """Whether not all detector pixels are taken."""
        return self.plan is not None and max(self.plan.lattice.taken.stride) > 1

    def taking(self, number: int) -> interpolated.Plan:
        """The plan with the detector pixels that a configuration takes."""
        return self.plan.taking(self.plan.lattice.taken.stride, number)

    def __str__(self) -> str:
        parents = ""
        if self.plan:
            stride = self.plan.lattice.taken.stride
            every = " every {} × {} detector pixels,".format(*stride) if self.sparse else ""
            parents = f", {len(self.plan.parents)} parents,{every}".rstrip(",")
        shape = "×".join(map(str, self.lattice.grid.shape))
        return (
            f"{self.method}: {len(self.lattice.beams)} beams{parents}, grid {shape}, "
            f"{len(self.slices)} slices, about {self.memory_mb:.0f} MB"
        )


def prepare(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    settings: StemSettings,
    rms: np.ndarray | None = None,
    repeats: tuple[int, int, int] = (1, 1, 1),
    repeat_A: float | None = None,
    snapshots: Snapshots | None = None,
    narrowest_mrad: float | None = None,
) -> Prepared:
    """Choose grid, slices and method, and refuse what physics or memory forbids.

    Parameters
    ----------
    numbers, positions, box
        (N,), (N, 3) and (3,): atoms in an orthogonal box in Å, which repeats.
    rms
        (N,) thermal displacement in Å where an atom has its own, else NaN.
    repeats
        How many boxes the specimen has along x, y and z. Without phonons only one box is
        calculated with, exactly.
    repeat_A
        Period of the crystal along the beam, where known: for checks. The box's own length where
        it is repeated.
    snapshots
        Displacements of the atoms in molecular dynamics, which stand for phonons.
    narrowest_mrad
        The least semi-angle of all lenses that the calculation is for; None: it has but one.

    Raises
    ------
    InputError
        In one line, with the number that would be right.
    """
    if len(numbers) == 0 or not min(box) > 0:
        raise InputError("the specimen has no atoms, or its box no volume")
    lam = wavelength(settings.energy_keV)
    detectors = list(settings.detectors)
    static = settings.static
    if repeats[2] > 1 and repeat_A is None:
        repeat_A = float(box[2])
    known = thermal_rms(numbers, rms, foreign_rms(settings.phonons), settings.phonons.default_rms_A)
    cut = slice_box(numbers, positions, float(box[2]), settings.slices_A, settings.slicing)
    slices = cut.tiled(repeats[2])
    tiled = (1, 1, 1) if static and settings.method != "multislice" else repeats
    if static and settings.method == "multislice":
        tiled = (repeats[0], repeats[1], 1)
    cell = tile_cell(numbers, positions, box, cut, tiled)
    if not static:
        slices = cell.slices
    extent = cell.extent

    # a static crystal's cells all get the same pixels, so that every method sees one potential
    band = Band(
        max(d.outer_mrad for d in detectors),
        int(max(numbers, default=1)),
        settings.energy_keV,
        contrast(cell.numbers, cell.positions, extent),
        static,
    )
    grid = _grid(extent, settings, band, tiled[:2] if static else (1, 1))
    field = (float(box[0] * repeats[0]), float(box[1] * repeats[1]))
    limits.check_sampling(grid, detectors, lam, 0.0)
    limits.check_aperture(grid, settings.semiangle_mrad, lam)
    limits.check_slices(slices, repeat_A)
    limits.check_probe(field, settings.semiangle_mrad, lam, settings.aberrations, slices.depth)
    if static and not settings.accept_laue_rings:
        limits.check_laue(detectors, repeat_A, lam)
    inner = (repeats[0] // tiled[0], repeats[1] // tiled[1])
    lattice = Lattice(
        grid,
        inner,
        lam,
        settings.semiangle_mrad,
        tuple(detectors),
        narrowest_mrad=narrowest_mrad,
    )

    thicknesses = _thicknesses(settings, slices)
    passed = [int(np.searchsorted(slices.planes, t - 1e-6)) for t in thicknesses]
    exit_planes = tuple(sorted(set(passed)))
    made_for = settings.energy_keV, settings.potential
    gratings = Gratings(grid, cell.numbers, cell.slices, *made_for, edge=edge_for(static))
    all_rms = known[cell.source]
    trial = Trial(settings, gratings, cell.positions, all_rms, slices, lattice, band, exit_planes)
    method, plan, error = "absorptive", None, 0.0
    memory = _memory_mb(trial, method, plan)
    nothing = slices.index.min() >= exit_planes[0]  # that the first exit shows
    if settings.method != method or snapshots or nothing or memory > settings.memory_mb:
        method, plan, error, memory = _by_waves(trial)
    return Prepared(
        settings,
        method,
        gratings,
        cell.positions,
        all_rms,
        snapshots and snapshots.of(cell.source),
        slices,
        lattice,
        exit_planes,
        thicknesses,
        tuple(exit_planes.index(count) for count in passed),
        plan,
        band,
        error,
        memory,
    )


def by_waves(prepared: Prepared) -> Prepared:
    """The same without the closed form, by the fastest of the other methods that errs little.

    Raises
    ------
    InputError
        It needs more memory than allowed.
    """
    one = prepared
    specimen = one.gratings, one.positions, one.rms, one.slices
    trial = Trial(one.settings, *specimen, one.lattice, one.band, one.exit_planes)
    method, plan, error, memory = _by_waves(trial)
    return replace(prepared, method=method, plan=plan, interpolation_error=error, memory_mb=memory)


def _by_waves(trial: Trial) -> tuple[str, interpolated.Plan | None, float, float]:
    method, plan, error = choose_method(trial)
    memory, most = _memory_mb(trial, method, plan), trial.settings.memory_mb
    limits.check_memory(memory, most, "fewer thicknesses_A or a smaller field")
    return method, plan, error, memory


def _memory_mb(trial: Trial, method: str, plan: interpolated.Plan | None) -> float:
    counts = len(trial.gratings.slices), len(trial.exit_planes)
    return memory_mb(method, trial.lattice, *counts, plan) + working_mb(trial.settings.device)


def _grid(extent, settings, band, multiples) -> Grid:
    if settings.sampling_A is not None:
        return sampled_grid(extent, settings.sampling_A, multiples)
    angle = band.angle(settings.semiangle_mrad, settings.calculation_error / 2)
    return grid_for(extent, angle, wavelength(settings.energy_keV), multiples)


def _thicknesses(settings, slices) -> tuple[float, ...]:
    thicknesses = []
    for thickness in sorted(settings.thicknesses_A):
        if not slices.planes[0] < thickness <= slices.depth + 1e-6:
            raise InputError(
                f"thicknesses_A has {thickness:g}, but the specimen goes from "
                f"{slices.planes[0]:.2f} to {slices.depth:.2f} Å"
            )
        thicknesses.append(thickness)
    if not thicknesses or thicknesses[-1] < slices.depth - 1e-6:
        thicknesses.append(slices.depth)
    return tuple(float(t) for t in thicknesses)
