"""What an acquisition scans of a simulation: the atoms in its frame, and images without noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthscope.haadf.columns import group_columns
from synthscope.haadf.frame import Frame, FrameSettings, frame_of
from synthscope.haadf.maps import REACH_A
from synthscope.haadf.marks import framed_marks, placed_marks
from synthscope.haadf.readouts import Readout
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import Cell, Simulation
from synthscope.structures.model import Atoms
from synthscope.structures.scenes.scene import Mark
from synthscope.structures.scenes.truth import Truth

ABOUT_A = 2 * REACH_A
"""How far beyond the frame atoms tell of what is in it."""


@dataclass(frozen=True)
class Scan:
    """A simulation in the frame of an acquisition.

    Attributes
    ----------
    view, run, specimen
        As of the `Simulation`.
    images
        (thicknesses, detectors, rows, columns) float32 fractions of the beam.
    numbers, positions, labels, sites
        The atoms in the frame: (N,), (N, 3) Å from the centre of pixel 0 along rows, along columns
        and along the beam, (N,) column numbers, and (N,) which of the structure's atoms each is;
        −1: none.
    parameters
        Numbers and texts; the place of a scene (see `Place`) is that in this frame.
    near
        The atoms in the frame and about it, within `ABOUT_A`, without their columns; positions as
        of the others.
    marks
        The defects in the frame, Å as positions are.
    readout
        Which of all images it is, where only one is left.
    collected
        How much that has on average over that of the first detector behind the same thickness.
    """

    view: str
    run: int
    specimen: str
    images: np.ndarray
    numbers: np.ndarray
    positions: np.ndarray
    labels: np.ndarray
    sites: np.ndarray
    parameters: Mapping[str, Any]
    near: Atoms
    marks: tuple[Mark, ...] = ()
    readout: Readout = Readout()
    collected: float = 1.0


def scan(
    simulation: Simulation,
    framed: FrameSettings,
    settings: HaadfSettings,
    truth: Truth | None = None,
) -> Scan:
    """Scan a frame of a simulation; nothing varies in the settings.

    Parameters
    ----------
    truth
        Of the simulated structure, where it is a scene.
    """
    frame, cell = frame_of(framed, settings.pixels, settings.field_A), simulation.cell
    atoms = simulation.numbers, simulation.positions, simulation.labels, simulation.sites
    told: dict[str, Any] = {"pixel_size_A": frame.pixel_A, "source_size_A": settings.source_size_A}
    if framed == FrameSettings():  # by the faster sum over rows and columns
        images = simulation.series.field(frame.pixels, frame.pixel_A, settings.source_size_A)
    else:
        images = simulation.series.frame(frame, settings.source_size_A)
        atoms = atoms_in_frame(simulation, frame, settings.column_tolerance_A, truth)
        told |= {
            name: vars(framed)[name] for name in ("scan_rotation_deg", "shift_x_A", "shift_y_A")
        }
        told |= _place(simulation.parameters, frame)
    return Scan(
        simulation.view,
        simulation.run,
        simulation.specimen,
        images.astype(np.float32),
        *atoms,
        simulation.parameters | told,
        atoms_near(simulation, frame),
        framed_marks(_marks(simulation, truth), frame, cell and cell.period_A),
    )


def _place(parameters: Mapping[str, Any], frame: Frame) -> dict[str, np.ndarray]:
    """Where a scene's own axes and origin lie in a frame; nothing of other structures."""
    if "place_axes" not in parameters:
        return {}
    turn = np.eye(3)
    turn[:2, :2] = frame.axes
    shift = parameters["place_shift_A"] - [*frame.start, 0.0]
    return {"place_axes": turn @ parameters["place_axes"], "place_shift_A": turn @ shift}


def _marks(simulation: Simulation, truth: Truth | None) -> tuple[Mark, ...]:
    """The defects of a scene and that of its middle, Å from the centre of the field's pixel 0."""
    if truth is None:
        return simulation.marks
    place = (simulation.parameters[name] for name in ("place_axes", "place_shift_A"))
    return placed_marks(truth.marks, *place) + simulation.marks


def atoms_near(simulation: Simulation, frame: Frame) -> Atoms:
    """The atoms in a frame and within `ABOUT_A` of it, in its own axes, Å."""
    if simulation.cell is None:
        numbers, positions, sites = simulation.numbers, simulation.positions, simulation.sites
    else:
        cell = simulation.cell
        _, atom, shift = _about(cell, simulation.series.origin_A, frame, ABOUT_A)
        numbers, positions, sites = cell.numbers[atom], cell.positions[atom], cell.sites[atom]
        positions[:, :2] += shift - simulation.series.origin_A
    flat = (positions[:, :2] - frame.start) @ np.transpose(frame.axes)
    edge = frame.pixels * frame.pixel_A
    kept = ((flat >= -ABOUT_A) & (flat < edge + ABOUT_A)).all(axis=1)
    framed = np.column_stack([flat, positions[:, 2]])
    return Atoms(numbers[kept], framed[kept], sites=sites[kept])


def atoms_in_frame(
    simulation: Simulation, frame: Frame, tolerance_A: float, truth: Truth | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, positions, columns and sites of the atoms in a frame, as of a `Scan`.

    A column is in the frame with all of its atoms where its middle falls on a pixel: from half a
    pixel before the first one's centre to half a pixel behind the last one's.
    """
    numbers, positions, labels = simulation.numbers, simulation.positions, simulation.labels
    sites = simulation.sites
    if simulation.cell is not None:
        numbers, positions, labels, sites = _repeated(simulation, frame, tolerance_A, truth)
    flat = (positions[:, :2] - frame.start) @ np.transpose(frame.axes)
    present, label = np.unique(labels, return_inverse=True)
    counts = np.bincount(label, minlength=len(present))
    middle = np.stack(
        [np.bincount(label, axis, minlength=len(present)) / counts for axis in flat.T], axis=-1
    )
    seen = middle / frame.pixel_A + 0.5
    kept = ((seen >= 0) & (seen < frame.pixels)).all(axis=1)[label]
    framed = np.column_stack([flat, positions[:, 2]])
    return numbers[kept], framed[kept], label[kept], sites[kept]


def _repeated(
    simulation: Simulation, frame: Frame, tolerance_A: float, truth: Truth | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Atoms of a specimen that repeats, about the frame, (x, y, z) Å from pixel 0 of the field.

    Columns are those of the perfect specimen; an atom that came in is a column of its own.
    """
    cell: Cell = simulation.cell
    flat, atom, shift = _about(cell, simulation.series.origin_A, frame, 2 * tolerance_A)
    labels = group_columns(flat, tolerance_A, truth and truth.grains[cell.sites[atom]])
    added = np.flatnonzero(atom >= len(cell.ideal) - cell.added)
    labels[added] = labels.max(initial=-1) + 1 + np.arange(len(added))
    positions = cell.positions[atom]
    positions[:, :2] += shift - simulation.series.origin_A
    return cell.numbers[atom], positions, labels, cell.sites[atom]


def _about(
    cell: Cell, origin_A: tuple[float, float], frame: Frame, margin_A: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The atoms within a circle about a frame that is wider than it by a margin.

    Returns
    -------
    tuple of numpy.ndarray
        (K, 2) ideal places from the frame's middle, (K,) which atom of the cell each is, and (K, 2)
        by how much it is shifted, Å.
    """
    moved = np.abs(cell.positions[:, :2] - cell.ideal).max(initial=0.0)
    reach = frame.pixels * frame.pixel_A / np.sqrt(2) + margin_A + 2 * moved
    ideal = cell.ideal - origin_A - frame.middle
    spans = [
        np.arange(np.floor((-reach - axis.max()) / edge), np.ceil((reach - axis.min()) / edge) + 1)
        for axis, edge in zip(ideal.T, cell.period_A)
    ]
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    shifts = shifts * cell.period_A
    near = np.hypot(*np.moveaxis(ideal + shifts, -1, 0)) <= reach
    shift, atom = np.nonzero(near)
    return (ideal + shifts)[near], atom, shifts[shift, 0]
