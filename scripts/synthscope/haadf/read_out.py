"""What one image of an acquisition shows: a detector's, behind a thickness."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from synthscope.haadf.readouts import Readout
from synthscope.haadf.scan import Scan
from synthscope.structures.model import Atoms
from synthscope.structures.scenes.scene import Mark


def read_out(scan: Scan, readout: Readout) -> Scan:
    """What one image of a scan shows: its pixels, and the specimen down to its thickness.

    Atoms are shown whose slices the wave has passed; a line that goes deeper ends there.
    """
    told = dict(scan.parameters)
    depths, shown = told["thicknesses_A"], told.pop("shown_A", None)
    exit_, detector = len(depths) - 1, readout.detector
    if readout.depth_A is not None:
        exit_ = exit_at(depths, readout.depth_A)
    images = scan.images[exit_ : exit_ + 1, detector : detector + 1]
    told["thicknesses_A"] = depths[exit_ : exit_ + 1]
    told["detectors_mrad"] = told["detectors_mrad"][detector : detector + 1]
    if readout.detector_name:
        told["detector"] = readout.detector_name
    first = scan.images[exit_, 0].mean(dtype=np.float64)
    collected = images.mean(dtype=np.float64) / first if detector else 1.0
    own = {"images": images, "parameters": told, "readout": readout}
    made = replace(scan, collected=float(collected), **own)
    return made if exit_ == len(depths) - 1 else _down_to(made, float(shown[exit_]))


def exit_at(depths: np.ndarray, depth_A: float) -> int:
    """Which of the depths that were read out a thickness is."""
    return int(np.abs(depths - depth_A).argmin())


def _down_to(scan: Scan, depth: float) -> Scan:
    """A scan of what lies above a depth, Å."""
    above = scan.positions[:, 2] < depth
    near = scan.near.positions[:, 2] < depth
    atoms = Atoms(scan.near.numbers[near], scan.near.positions[near], sites=scan.near.sites[near])
    return replace(
        scan,
        numbers=scan.numbers[above],
        positions=scan.positions[above],
        labels=scan.labels[above],
        sites=scan.sites[above],
        near=atoms,
        marks=tuple(_marks_above(scan.marks, depth)),
    )


def _marks_above(marks: Sequence[Mark], depth: float) -> Iterator[Mark]:
    for mark in marks:
        ends = np.array([mark.at, mark.to or mark.at])
        if ends[:, 2].min() >= depth:
            continue
        for end, other in ((0, 1), (1, 0)):
            if ends[end, 2] > depth:
                step = ends[other] - ends[end]
                ends[end] += step * (depth - ends[end, 2]) / step[2]
        at, to = (tuple(end) for end in ends.tolist())
        yield replace(mark, at=at, to=mark.to and to)
