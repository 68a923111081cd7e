"""Expanding the sites of an asymmetric unit to all atoms of the cell."""

import gemmi
import numpy as np

from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.space_group import matrices

MAX_EXPANDED = 100_000
SPECIAL = 0.1
"""Å: a site this close to its own image is meant to lie on that symmetry element."""


def _shortest(difference: np.ndarray) -> np.ndarray:
    return difference - np.rint(difference)


def orbit(
    site: np.ndarray, rotations: np.ndarray, translations: np.ndarray, cell: np.ndarray
) -> tuple[np.ndarray, float]:
    """All positions of one site.

    A rounded special position (0.333 for 1/3) is moved onto its symmetry element first, by taking
    the mean of the images that coincide with it, so it keeps its multiplicity.

    Returns
    -------
    positions
        (K, 3) fractional, in [0, 1).
    shift
        How far the site was moved, Å.
    """
    images = rotations @ site + translations
    apart = _shortest(images - site)
    same = np.linalg.norm(apart @ cell, axis=1) < SPECIAL
    move = apart[same].mean(axis=0)
    site = site + move
    images = (rotations @ site + translations) % 1.0
    images[images > 1 - 1e-9] = 0.0
    apart = np.linalg.norm(_shortest(images[:, None] - images[None]) @ cell, axis=2)
    first = (apart < SPECIAL / 2).argmax(axis=1)
    return images[first == np.arange(len(images))], float(np.linalg.norm(move @ cell))


def metric_mismatch(rotations: np.ndarray, cell: np.ndarray) -> float:
    """How far the operations are from leaving the cell unchanged: relative, 0 where they do."""
    metric = cell @ cell.T
    turned = np.einsum("mji,jk,mkl->mil", rotations, metric, rotations)
    scale = np.sqrt(np.outer(np.diag(metric), np.diag(metric)))
    return float(np.abs((turned - metric) / scale).max())


def too_many(sites: int, operations: int) -> str:
    """Why so many sites are not expanded, "" where they may be."""
    largest = sites * operations
    return (
        f"{sites} sites make up to {largest} atoms; at most {MAX_EXPANDED} are made"
        if largest > MAX_EXPANDED
        else ""
    )


def expand(draft: Draft, operations: list[gemmi.Op]) -> None:
    """Make of a draft's atoms, which are its sites in Å in its cell, all atoms of the cell.

    More than `MAX_EXPANDED` are a problem of the draft, and are not made.
    """
    if problem := too_many(len(draft.numbers), len(operations)):
        draft.problems.append(problem)
        return
    rotations, translations = matrices(operations)
    fractional = np.linalg.solve(draft.cell.T, draft.positions.T).T
    orbits = [orbit(site, rotations, translations, draft.cell)[0] for site in fractional]
    counts = [len(positions) for positions in orbits]
    draft.numbers = np.repeat(draft.numbers, counts)
    draft.occupancies = np.repeat(draft.occupancies, counts)
    draft.rms = np.repeat(draft.rms, counts)
    draft.positions = np.concatenate(orbits) @ draft.cell
