"""The files of a batch: the samples of its structures, one file for each part of the data set."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from synthscope.cbed.file import Batch
from synthscope.cbed.rows import Shown, batch_cells
from synthscope.cbed.samples import add_samples
from synthscope.cbed.settings import CbedSettings
from synthscope.core.errors import InputError
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.dataset.splits import part_of_structure
from synthscope.structures.model import Crystal


def write_batch(
    crystals: Iterable[Crystal],
    number: int,
    settings: CbedSettings,
    fractions: Mapping[str, float],
    shared: Row,
    results: Path,
) -> list[Row]:
    """Write the batch's files and return their rows; structures that cannot be simulated are named.

    Parameters
    ----------
    number
        Of the batch, in the files' names.
    fractions
        The parts of the data set and their shares.
    shared
        Cells of all rows and labels of all samples; `seed` among them.
    results
        The data set's folder.
    """
    shown: dict[str, list[Shown]] = {part: [] for part in fractions}
    with Batch(results / "cbed", number) as batch:
        for index, crystal in enumerate(crystals):
            part = part_of_structure(crystal.id, crystal.prototype, fractions, shared["seed"])
            try:
                shown[part].append(add_samples(batch, part, index, crystal, settings, shared))
            except InputError as error:
                print(error, file=sys.stderr)
    return [
        batch_cells(inside, settings)
        | {"split": part, "ref_id": f"batch_{part}_{number}"}
        | shared
        | file_cells(batch.path(part), results)
        for part, inside in shown.items()
        if inside
    ]
