"""The sinograms of a simulated sample, in simple and in complex mode, and its scans."""

from collections.abc import Iterator
from pathlib import Path

from numpy.typing import NDArray

from synthscope.tomography.modes.rescale import range_of, to_grey
from synthscope.tomography.names import scan_path, shift_path, simple_path
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.legacy import legacy_view
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.scans import write_scans
from synthscope.tomography.simulation.simple import simple_pairs, volume_range

Sinogram = tuple[Path, str, NDArray]
"""Where it belongs in the mode's folder, its condition, and its grey values."""


def simulated_sinograms(
    mode: str, settings: SimulationSettings, spheres: Spheres, seed: int, sample: int
) -> Iterator[Sinogram]:
    """All sinograms of a sample, clean and striped or shifted."""
    make = {"simple": _simple, "complex": _complex}[mode]
    return make(settings, spheres, seed, sample)


def simulated_scans(
    settings: SimulationSettings,
    spheres: Spheres,
    seed: int,
    sample: int,
    pixel_A: float,
    folder: Path,
) -> list[Path]:
    """Write the sample's NXtomo file of every shift, in complex mode; give the paths."""
    beam = beamline_of(settings, spheres, seed, sample)
    paths = [folder / scan_path(sample, shift) for shift in range(settings.shifts)]
    write_scans(beam, paths, pixel_A * 1e-10)
    return paths


def scan_frames(settings: SimulationSettings) -> int:
    """Frames in such a file: flat fields and projections."""
    return settings.flats_number + Geometry.of(settings).angles


def _simple(settings: SimulationSettings, spheres, seed, sample) -> Iterator[Sinogram]:
    geometry, integrated = Geometry.of(settings), settings.pixel_integrated
    over = volume_range(spheres, geometry, integrated)
    model = settings.stripes
    pairs = simple_pairs(spheres, geometry, model, seed, sample, over, integrated)
    for row, clean, stripe in pairs:
        yield simple_path(sample, "clean", row), "clean", clean
        yield simple_path(sample, "stripe", row), "stripe", stripe


def _complex(settings: SimulationSettings, spheres, seed, sample) -> Iterator[Sinogram]:
    beam = beamline_of(settings, spheres, seed, sample)
    shifts = [None, *range(settings.shifts)]
    if settings.legacy_noise:
        for shift in shifts:
            volume = legacy_view(beam, shift)
            over = range_of(volume)
            for row, sinogram in enumerate(volume):
                yield shift_path(sample, shift, row), _condition(shift), to_grey(sinogram, over)
        return
    over = beam.clean_range()
    for seen in beam.views(shifts):
        for shift, sinogram in zip(shifts, seen.sinograms):
            yield shift_path(sample, shift, seen.row), _condition(shift), to_grey(sinogram, over)


def _condition(shift: int | None) -> str:
    return "clean" if shift is None else f"shift{shift:02d}"
