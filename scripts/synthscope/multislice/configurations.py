"""Where the atoms are in each configuration that patterns or images are averaged over."""

from collections.abc import Iterator

import numpy as np

from synthscope.optics.phonons import frozen
from synthscope.structures.snapshots import Snapshots


def configurations(
    positions: np.ndarray,
    rms: np.ndarray,
    snapshots: Snapshots | None,
    count: int,
    drawn: np.random.Generator,
) -> Iterator[np.ndarray]:
    """The atoms' positions (N, 3) Å in `count` of their snapshots, or each displaced by itself.

    Parameters
    ----------
    positions, rms
        (N, 3) and (N,) in Å: where the atoms are at rest, and how far they move along an axis.
    """
    if snapshots is None:
        return frozen(positions, rms, count, drawn)
    return (snapshots.displaced(positions, number) for number in snapshots.draw(count, drawn))
