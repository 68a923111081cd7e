"""What a STEM calculation will do: decided, checked and told before it runs."""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.errors import InputError
from synthscope.imaging import interpolated
from synthscope.imaging.assembly import position_grid
from synthscope.imaging.contrast import contrast
from synthscope.imaging.haadf_settings import HaadfSettings
from synthscope.imaging.lattice import Lattice
from synthscope.optics import limits
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid, grid_for, smooth_size
from synthscope.optics.phonons import thermal_rms
from synthscope.optics.potential import Potential
from synthscope.optics.slicing import Slices, equal_slices, own_planes

SURE_ERROR = 3e-3  # what the interpolation holds to for certain; below, plane waves are exact
USUAL_CONTRAST = 6.0  # of the images that the interpolation's errors were gauged by


@dataclass(frozen=True)
class Prepared:
    """A calculation that passed all checks; it serves every phonon configuration.

    Attributes
    ----------
    settings
        What was asked for.
    method
        "multislice", "exact" or "interpolated".
    positions, rms
        (N, 3) and (N,) in Å of the atoms that the potential is made of: a cell of a static crystal,
        else all atoms.
    slices
        Of the whole specimen.
    exits
        Numbers of planes passed at which images are read out, each once.
    thicknesses_A, readouts
        Depths asked for, the last being the exit surface, and which of `exits` serves each.
    plan
        Parents of the interpolation, or None.
    unevenness
        Contrast of the image over that of usual crystals, at least 1: errors grow with it.
    memory_mb
        Estimate of what the arrays take.
    """

    settings: HaadfSettings
    method: str
    potential: Potential
    positions: np.ndarray
    rms: np.ndarray
    slices: Slices
    lattice: Lattice
    exits: tuple[int, ...]
    thicknesses_A: tuple[float, ...]
    readouts: tuple[int, ...]
    plan: interpolated.Plan | None
    unevenness: float
    memory_mb: float

    @property
    def field_A(self) -> tuple[float, float]:
        """The whole specimen's extent across the beam."""
        return self.lattice.extent

    @property
    def sampling_A(self) -> float:
        return max(self.lattice.grid.sampling)

    @property
    def slice_A(self) -> float:
        """Mean thickness of a slice."""
        return self.slices.depth / len(self.slices)

    @property
    def expected_error(self) -> float:
        """Of the image, rms over mean, from the interpolation; 0 where nothing is interpolated."""
        if self.plan is None:
            return 0.0
        return _expected(self.plan) * self.unevenness

    def __str__(self) -> str:
        parents = f", {len(self.plan.parents)} parents" if self.plan else ""
        shape = "×".join(map(str, self.lattice.grid.shape))
        return (
            f"{self.method}: {len(self.lattice.beams)} beams{parents}, grid {shape}, "
            f"{len(self.slices)} slices, about {self.memory_mb:.0f} MB"
        )


def prepare(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    settings: HaadfSettings,
    rms: np.ndarray | None = None,
    repeats: tuple[int, int, int] = (1, 1, 1),
    repeat_A: float | None = None,
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

    Raises
    ------
    InputError
        In one line, with the number that would be right.
    """
    _check_words(settings)
    lam = wavelength(settings.energy_keV)
    detectors = list(settings.detectors)
    static = settings.phonon_configurations == 0
    if repeats[2] > 1 and repeat_A is None:
        repeat_A = float(box[2])
    known = thermal_rms(numbers, rms, settings.rms_A, settings.default_rms_A)
    cut = _slices(numbers, positions, float(box[2]), settings)
    slices = cut.tiled(repeats[2])
    tiled = (1, 1, 1) if static and settings.method != "multislice" else repeats
    if static and settings.method == "multislice":
        tiled = (repeats[0], repeats[1], 1)
    shifts = np.stack(np.meshgrid(*map(np.arange, reversed(tiled)), indexing="ij"), -1)
    shifts = shifts.reshape(-1, 3)[:, ::-1]
    index = (cut.index[None, :] + len(cut) * shifts[:, 2:]).ravel()
    part = cut.tiled(tiled[2])
    part = Slices(index, part.planes, part.depth)
    all_numbers = np.tile(numbers, len(shifts))
    all_positions = (positions[None] + (shifts * box)[:, None]).reshape(-1, 3)
    extent = (float(box[0] * tiled[0]), float(box[1] * tiled[1]))

    # a static crystal's cells all get the same pixels, so that every method sees one potential
    grid = _grid(extent, settings, lam, tiled[:2] if static else (1, 1))
    field = (float(box[0] * repeats[0]), float(box[1] * repeats[1]))
    limits.check_sampling(grid, detectors, lam, 0.0)
    limits.check_aperture(grid, settings.semiangle_mrad, lam)
    limits.check_slices(slices, repeat_A)
    limits.check_probe(
        field, settings.semiangle_mrad, lam, settings.aberrations.defocus_A, slices.depth
    )
    if static and not settings.accept_laue_rings:
        limits.check_laue(detectors, repeat_A, lam)
    inner = (repeats[0] // tiled[0], repeats[1] // tiled[1])
    lattice = Lattice(grid, inner, lam, settings.semiangle_mrad, tuple(detectors))

    thicknesses = _thicknesses(settings, slices)
    passed = [int(np.searchsorted(slices.planes, t - 1e-6)) for t in thicknesses]
    exits = tuple(sorted(set(passed)))
    unevenness = max(1.0, contrast(all_numbers, all_positions, extent) / USUAL_CONTRAST)
    method, plan = _method(settings, lattice, slices, exits, unevenness)
    memory = _memory_mb(method, plan, lattice, len(part), len(exits))
    limits.check_memory(memory, settings.memory_mb, "fewer thicknesses_A or a smaller field")
    return Prepared(
        settings,
        method,
        Potential(grid, all_numbers, part, settings.potential),
        all_positions,
        np.tile(known, len(shifts)),
        slices,
        lattice,
        exits,
        thicknesses,
        tuple(exits.index(count) for count in passed),
        plan,
        unevenness,
        memory,
    )


def _check_words(settings: HaadfSettings) -> None:
    for name, words in (
        ("method", ("auto", "interpolated", "exact", "multislice")),
        ("slicing", ("planes", "equal")),
    ):
        if getattr(settings, name) not in words:
            raise InputError(
                f"{name} is {getattr(settings, name)!r}; it is one of {', '.join(words)}"
            )


def _slices(numbers, positions, depth, settings) -> Slices:
    z = positions[:, 2]
    if len(z) and not (z.min() >= -1e-6 and z.max() <= depth + 1e-6):
        raise InputError(
            f"atoms lie at z from {z.min():.2f} to {z.max():.2f} Å, outside of their box, which "
            f"goes from 0 to {depth:.2f} Å"
        )
    if settings.slicing == "equal":
        return equal_slices(z, depth, settings.slice_A)
    return own_planes(np.clip(z, 0, depth), numbers**1.6, depth, settings.slice_A)


def _grid(extent, settings, lam, multiples) -> Grid:
    if settings.sampling_A is not None:
        shape = (m * smooth_size(e / m / settings.sampling_A) for e, m in zip(extent, multiples))
        return Grid(tuple(shape), extent)
    outer = max(d.outer_mrad for d in settings.detectors)
    return grid_for(extent, outer + settings.semiangle_mrad, lam, multiples)


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


def _expected(plan) -> float:
    return max(i.error for i in plan.interpolations)


def _method(settings, lattice, slices, exits, unevenness):
    if settings.method in ("exact", "multislice"):
        return settings.method, None
    outer = max(d.outer_mrad for d in lattice.detectors) + lattice.semiangle_mrad
    fine = 1e3 * lattice.wavelength * band_limit(lattice.grid) >= outer * (1 - 1e-9)
    if settings.method == "interpolated":
        limits.check_sampling(
            lattice.grid, list(lattice.detectors), lattice.wavelength, lattice.semiangle_mrad
        )
        if settings.error < SURE_ERROR:
            raise InputError(
                f"error {settings.error:g} is below what interpolation is sure of; use "
                f"{SURE_ERROR:g} or more, or method exact"
            )
    elif not fine or settings.error < SURE_ERROR:
        return "exact", None
    # Past three times, more parents cost more than they mend; `expected_error` tells what is left.
    sharper = settings.error / min(unevenness, 3.0)
    plan = interpolated.plan(lattice, slices.planes, exits, sharper)
    if settings.method == "auto" and 1.3 * len(plan.parents) > len(lattice.beams):
        return "exact", None
    return "interpolated", plan


def _memory_mb(method, plan, lattice, gratings, exits) -> float:
    """Arrays that are alive at the same time, and a fifth more for what comes and goes."""
    wave = 8 * lattice.grid.size
    items = (gratings + 8) * wave
    images = exits * len(lattice.regions) * 8 * math.prod(position_grid(lattice))
    if method == "interpolated":
        box = math.prod(2 * half + 1 for half in plan.half)
        items += 8 * exits * len(plan.parents) * box
        items += 12 * len(lattice.beams) * len(plan.parents) * exits
    elif method == "exact":
        cells = math.prod(lattice.repeats)
        k = [
            1e-3 * a / lattice.wavelength
            for d in lattice.detectors
            for a in (d.inner_mrad, d.outer_mrad)
        ]
        pixels = math.pi * (max(k) ** 2 - min(k) ** 2) * math.prod(lattice.grid.extent)
        items += 8 * exits * (len(lattice.beams) / cells + 1) * pixels
    else:
        items += 8 * 4 * wave
    return 60 + 1.2 * (items + 3 * images) / 1e6
