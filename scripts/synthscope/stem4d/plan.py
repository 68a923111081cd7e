"""What a scan's calculation will do: decided and checked before it runs."""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.multislice.assembly import position_grid
from synthscope.multislice.cells import tile_cell
from synthscope.multislice.device import working_mb
from synthscope.multislice.lattice import Lattice
from synthscope.optics import limits
from synthscope.optics.band_error import Band
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import wavelength
from synthscope.optics.contrast import contrast
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for, sampled_grid
from synthscope.optics.phonons import thermal_rms
from synthscope.optics.slicing import Slices, slice_box
from synthscope.optics.transmission import Gratings, edge_for
from synthscope.specimens.specimen import Specimen
from synthscope.stem4d.checks import check_detector, pixel_grid
from synthscope.stem4d.pixels import PixelGrid
from synthscope.stem4d.scattering import BATCH_BYTES, seen_classes
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.store import BLOCK_BYTES, CHUNK_BYTES
from synthscope.structures.snapshots import Snapshots, available
from synthscope.structures.vibrations import foreign_rms

PROGRAM_MB = 120  # of a job before it begins
ROWS = 3  # of pixels, whose images are alive together


@dataclass(frozen=True)
class Prepared:
    """A calculation that passed all checks; it serves every configuration.

    Attributes
    ----------
    settings
        What was asked for.
    configurations
        How many are averaged; 0 for a static lattice.
    gratings
        Of the cell that is calculated with.
    positions, rms
        (N, 3) and (N,) in Å of its atoms.
    snapshots
        Their displacements in molecular dynamics, in the place of independent ones of `rms`.
    slices
        Of the whole specimen.
    lattice
        Of the field.
    grid
        The pixels of a pattern.
    detectors
        Virtual ones, by name.
    x, y
        (n,) positions of the scan in the box, Å.
    band
        What the waves' grid was chosen for.
    memory_mb
        Estimate of what the arrays take.
    """

    settings: Stem4dSettings
    configurations: int
    gratings: Gratings
    positions: np.ndarray
    rms: np.ndarray
    snapshots: Snapshots | None
    slices: Slices
    lattice: Lattice
    grid: PixelGrid
    detectors: dict[str, Detector]
    x: np.ndarray
    y: np.ndarray
    band: Band
    memory_mb: float

    @property
    def sampling_A(self) -> float:
        return max(self.lattice.grid.sampling)

    @property
    def slice_A(self) -> float:
        """Mean thickness of a slice."""
        return self.slices.depth / len(self.slices)

    @property
    def band_error(self) -> float:
        """What is lost beyond the band, rms over mean at the detector's edge."""
        return self.band.error(band_limit(self.lattice.grid))

    @property
    def reach_mrad(self) -> float:
        """Up to which angle the detector sees every direction."""
        return 1e3 * self.lattice.wavelength * self.grid.reach

    @property
    def pixel_mrad(self) -> float:
        return 1e3 * self.lattice.wavelength * self.grid.step

    def __str__(self) -> str:
        shape = "×".join(map(str, self.lattice.grid.shape))
        return (
            f"{len(self.lattice.beams)} beams, grid {shape}, {len(self.slices)} slices, "
            f"{max(1, self.configurations)} configurations, about {self.memory_mb:.0f} MB"
        )


def prepare(specimen: Specimen, settings: Stem4dSettings) -> Prepared:
    """Choose grids and slices, and refuse what physics or memory forbids.

    Raises
    ------
    InputError
        In one line, with the number that would be right.
    """
    unit, repeats, lam = specimen.unit, specimen.repeats, wavelength(settings.energy_keV)
    vibration = settings.vibration
    known = thermal_rms(unit.numbers, unit.rms, foreign_rms(vibration), vibration.default_rms_A)
    box = unit.box
    cut = slice_box(unit.numbers, unit.positions, float(box[2]), settings.slice_A, settings.slicing)
    # a static crystal's cells are all alike: one is enough
    tiled = (1, 1, 1) if settings.static else repeats
    cell = tile_cell(unit.numbers, unit.positions, box, cut, tiled)
    slices = cut.tiled(repeats[2])
    field = tuple(float(b * n) for b, n in zip(box[:2], repeats))
    grid = pixel_grid(settings, field)
    check_detector(settings, grid, field)

    corner = 1e3 * lam * math.sqrt(2) * grid.farthest
    band = Band(
        1e3 * lam * grid.reach,
        int(max(unit.numbers)),
        settings.energy_keV,
        contrast(cell.numbers, cell.positions, cell.extent),
        settings.static,
    )
    multiples = tiled[:2] if settings.static else (1, 1)
    waves = _waves(cell.extent, settings, band, corner, multiples)
    limits.check_sampling(waves, [Detector(0.0, corner)], lam, 0.0)
    # the planes of a block, with the vacuum around it, need not be a lattice
    lattice_like = repeats[2] > 1 or settings.slicing == "equal"
    limits.check_slices(slices, specimen.repeat if lattice_like else None)
    limits.check_probe(field, settings.semiangle_mrad, lam, settings.aberrations, slices.depth)
    inner = (repeats[0] // tiled[0], repeats[1] // tiled[1])
    lattice = Lattice(
        waves, inner, lam, settings.semiangle_mrad, (Detector(0.0, corner * (1 + 1e-9)),)
    )
    need = _memory_mb(lattice, grid, len(cell.slices), settings.scan.positions)
    need += working_mb(settings.device)
    limits.check_memory(need, settings.memory_mb, "a smaller field, angle or semi-angle")
    snapshots = unit.snapshots and unit.snapshots.of(cell.source)
    made_for = settings.energy_keV, settings.potential
    edge = edge_for(settings.static)
    gratings = Gratings(waves, cell.numbers, cell.slices, *made_for, edge=edge)
    steps = settings.step_A * np.arange(settings.scan.positions)
    return Prepared(
        settings,
        available(vibration.configurations, snapshots),
        gratings,
        cell.positions,
        known[cell.source],
        snapshots,
        slices,
        lattice,
        grid,
        settings.virtual_detectors(1e3 * lam * grid.reach),
        specimen.origin[0] + settings.scan.start_A[0] + steps,
        specimen.origin[1] + settings.scan.start_A[1] + steps,
        band,
        need,
    )


def _waves(extent, settings: Stem4dSettings, band: Band, corner: float, multiples) -> Grid:
    """The grid of the waves: it holds all that the detector's corners and the band ask for."""
    if settings.sampling_A is not None:
        return sampled_grid(extent, settings.sampling_A, multiples)
    angle = max(corner, band.angle(settings.semiangle_mrad, settings.error))
    return grid_for(extent, angle, wavelength(settings.energy_keV), multiples)


def _memory_mb(lattice: Lattice, grid: PixelGrid, gratings: int, positions: int) -> float:
    """Of the arrays that are alive at the same time, and a fifth more for the rest."""
    amplitudes = sum(
        8 * len(part.beams) * len(part.pixels.x) for part, _ in seen_classes(lattice, grid)
    )
    image = 4 * math.prod(position_grid(lattice))
    rows = (ROWS + 2) * grid.count * image + 4 * BATCH_BYTES
    shown = 12 * max(positions**2, BLOCK_BYTES // 4)
    read = 10 * max(grid.count**2 * positions, CHUNK_BYTES // 4)
    waves = (gratings + 12) * 8 * lattice.grid.size
    return PROGRAM_MB + 1.2e-6 * max(amplitudes + rows + shown + waves, waves + read)
