"""Turning a checked draft into a crystal, or finding out why it cannot be one."""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.checking.averaging import mean_tolerance
from synthscope.structures.checking.check import check
from synthscope.structures.checking.occupancy import MixedSites, decorate, mixed_sites
from synthscope.structures.checking.trajectory import Trajectory, partly_occupied
from synthscope.structures.elements import formula
from synthscope.structures.model import Crystal
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.symmetry.prototype import prototype_label, prototype_name
from synthscope.structures.symmetry.standardise import Standard, standardise, without_symmetry
from synthscope.structures.vacuum import describe, find_gaps, gather

FROM_PEOPLE = ("user", "resources", "ase")
"""Sources whose structures may stand in a box; the others are made as crystals."""


def accept(
    draft: Draft,
    settings: StructuresSettings,
    rng: np.random.Generator,
    *,
    id: str,
    source: str,
    file_sha256: str = "",
    frame: int = 0,
    trajectory: Trajectory | None = None,
) -> Crystal | None:
    """The crystal, or None; what is wrong with it stands in the draft's problems.

    Parameters
    ----------
    draft
        As read; its notes grow.
    settings
        The `structures` section of the configuration.
    rng
        For partly occupied sites.
    id, source, file_sha256, frame
        Passed on to the crystal.
    trajectory
        All structures of the file that the draft is of; its frames share one search for symmetry.
    """
    check(draft, settings)
    if draft.problems:
        return None
    common = dict(
        id=id,
        source=source,
        file_sha256=file_sha256,
        licence=draft.licence,
        frame=frame,
        snapshots=draft.snapshots,
    )
    pbc = _free(draft, settings) if source in FROM_PEOPLE else np.ones(3, dtype=bool)
    rms = np.full(len(draft.numbers), np.nan) if draft.rms is None else draft.rms
    if draft.cell is None:
        numbers, positions, rms = _cluster(draft, rms, rng)
        if len(numbers) == 0:
            draft.problems.append("the draw of occupancies left no atom; use another seed")
            return None
        whole = formula(numbers, reduce_=False)
        return Crystal(
            name=draft.name or whole,
            numbers=numbers,
            positions=positions,
            rms=rms,
            prototype=f"cluster_{whole.replace(' ', '')}",
            formula=whole,
            about=draft.about,
            notes="; ".join(draft.notes),
            axes="file",
            **common,
        )
    return _periodic(draft, rms, settings, rng, common | {"pbc": pbc}, trajectory)


def _free(draft: Draft, settings: StructuresSettings) -> np.ndarray:
    """(3,) the axes that the draft repeats along, once vacuum in its cell has been found."""
    if draft.cell is None or settings.vacuum_gap_A is None:
        return np.ones(3, dtype=bool)
    least = settings.vacuum_gap_A
    widths, starts = find_gaps(draft.cell, draft.positions, draft.numbers, least)
    if widths.any():
        draft.cell, draft.positions = gather(draft.cell, draft.positions, widths, starts)
        draft.notes.append(describe(widths))
    if widths.all():
        draft.cell = None
    return widths == 0


def _cluster(draft: Draft, rms: np.ndarray, rng):
    if not partly_occupied(draft):
        return draft.numbers, draft.positions, rms
    sites = _sites(draft, rms)
    numbers = decorate(sites.kinds, sites.mixtures, rng)
    draft.notes.append("partly occupied sites: one seeded draw")
    return numbers[numbers > 0], sites.positions[numbers > 0], sites.rms[numbers > 0]


def _sites(draft: Draft, rms: np.ndarray) -> MixedSites:
    try:
        return mixed_sites(draft.numbers, draft.positions, draft.cell, draft.occupancies, rms)
    except InputError as error:
        draft.problems.append(str(error))
        return MixedSites(draft.positions[:0], draft.numbers[:0], (), rms[:0])


def _periodic(
    draft: Draft,
    rms,
    settings: StructuresSettings,
    rng,
    common: dict,
    trajectory: Trajectory | None,
) -> Crystal | None:
    if partly_occupied(draft):
        sites = _sites(draft, rms)
        if draft.problems:
            return None
        kinds, positions, rms, mixtures = sites.kinds, sites.positions, sites.rms, sites.mixtures
    else:
        kinds, positions, mixtures = draft.numbers, draft.positions, None
    fractional = np.linalg.solve(draft.cell.T, positions.T).T
    pbc, tolerance = common["pbc"], mean_tolerance(draft, settings.symmetry_tolerance_A)
    axes = settings.axes if common["source"] in ("user", "resources") else "standard"
    axes = axes if pbc.all() and draft.snapshots is None else "file"

    def search(axes: str) -> Standard | None:
        if len(kinds) > settings.symmetry_atoms:
            return None
        claimed = draft.claimed_space_group
        return standardise(draft.cell, fractional, kinds, tolerance, axes, claimed)

    shared = trajectory and trajectory.symmetry(
        draft, tolerance, lambda: search("file"), lambda found: _label(found, "file")
    )
    if shared:
        axes, (standard, label) = "file", shared
    else:
        standard = search(axes)
    if standard is None:
        standard, axes = without_symmetry(draft.cell, fractional, kinds), "file"
        large = len(kinds) > settings.symmetry_atoms
        why = f"{len(kinds)} atoms (symmetry_atoms)" if large else "spglib finds none"
        draft.notes.append(f"taken as P 1 in the file's axes: {why}")
    else:
        _note_symmetry(draft, standard, tolerance)
        _note_axes(draft, standard, axes, common["source"])
    numbers, fractional, cell = standard.kinds, standard.fractional, standard.cell
    rms = rms[standard.origin]
    if mixtures is not None:
        n = settings.occupancy_repeat
        repeats = np.where(pbc, n, 1)
        numbers, fractional, cell, rms = _decorated(standard, mixtures, rms, repeats, rng)
        draft.notes.append(
            f"partly occupied sites: one seeded draw in {' × '.join(map(str, repeats))} cells; the "
            "space group is that of the mean structure"
        )
        if len(numbers) == 0:
            draft.problems.append("the draw of occupancies left no atom; use another seed")
            return None
    if len(numbers) > settings.atom_limit:
        draft.problems.append(
            f"{len(numbers)} atoms in the conventional cell; the limit is "
            f"{settings.atom_limit} (atom_limit)"
        )
        return None
    if not shared:
        label = _label(standard, axes)
    if common["source"] in FROM_PEOPLE:
        fractional = fractional - np.where(pbc, settings.centre, 0)
    about = dict(draft.about)
    if label and (known := prototype_name(label)):
        about.setdefault("chemical_name_structure_type", known)
    simplest = formula(numbers)
    return Crystal(
        name=draft.name or simplest,
        numbers=numbers,
        positions=fractional @ cell,
        cell=cell,
        rms=rms,
        space_group=standard.number,
        space_group_symbol=standard.symbol,
        prototype=label,
        formula=simplest,
        axes=axes,
        point_group=standard.rotations,
        about=about,
        notes="; ".join(draft.notes),
        **common,
    )


def _label(standard: Standard, axes: str) -> str:
    """Prototypes are read off the standard cell, whatever axes the crystal keeps."""
    if axes == "file" and len(standard.operations[0]) > 1:
        standard = standardise(
            standard.cell, standard.fractional, standard.kinds, standard.tolerance
        )
    return prototype_label(standard) if standard else ""


def _note_axes(draft: Draft, standard: Standard, axes: str, source: str) -> None:
    """Note where views do not refer to the axes of the file, unless only signs differ."""
    given = np.round(standard.given_axes, 3)
    if axes == "file" or source not in FROM_PEOPLE or (np.abs(given) == np.eye(3)).all():
        return
    columns = ", ".join(f"[{' '.join(f'{x:g}' for x in column + 0.0)}]" for column in given.T)
    draft.notes.append(
        f"a, b, c as given are {columns} of the conventional cell, which views refer to (axes: "
        "file keeps them)"
    )


def _note_symmetry(draft: Draft, standard: Standard, tolerance: float) -> None:
    claimed = draft.claimed_space_group
    if claimed and claimed != standard.number:
        symbol = f" ({draft.claimed_symbol})" if draft.claimed_symbol else ""
        draft.notes.append(
            f"space group: stated {claimed}{symbol}, found {standard.number} ({standard.symbol}), "
            "which is used"
        )
    if standard.tolerance > tolerance:
        draft.notes.append(f"symmetric within {standard.tolerance:g} Å")


def _decorated(standard: Standard, mixtures, rms, repeats: np.ndarray, rng):
    spans = [np.arange(n) for n in repeats]
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 1, 3)
    fractional = ((standard.fractional[None] + shifts) / repeats).reshape(-1, 3)
    numbers = decorate(np.tile(standard.kinds, len(shifts)), mixtures, rng)
    kept = numbers > 0
    rms = np.tile(rms, len(shifts))
    return numbers[kept], fractional[kept], standard.cell * repeats[:, None], rms[kept]
