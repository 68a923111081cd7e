"""The files of a view: its images as an HDF5 file and as PNGs, in the folder of each set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.haadf import file, png
from synthscope.haadf.compose import compose
from synthscope.haadf.conditions import PERFECT, RAW, Condition, needed_specimens
from synthscope.haadf.file import View
from synthscope.haadf.file_names import header
from synthscope.haadf.rows import image_cells, view_cells
from synthscope.haadf.sets import ImageSet
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import Simulation
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import decode


def publish_view(
    crystals: Mapping[str, Crystal],
    simulations: Iterable[Simulation],
    sets: Iterable[tuple[ImageSet, list[Condition]]],
    settings: HaadfSettings,
    seed: int,
    results: Path,
) -> Iterator[Row]:
    """Write the files of a view for all sets that show it, and yield the row of each.

    Parameters
    ----------
    simulations
        All runs of one view.
    sets
        What is made, each with the conditions that it shows.
    results
        The data set's folder.
    """
    by_run = {(one.run, one.specimen): one for one in simulations}
    for image_set, shown in sets:
        perfect = by_run.get((image_set.run, PERFECT))
        if perfect is None or image_set.name not in perfect.parameters["sets"].split():
            continue
        crystal = crystals[perfect.parameters["structure_id"]]
        view = compose(
            {name: by_run[image_set.run, name] for name in needed_specimens(shown)},
            header(crystal, decode(perfect.view.rpartition(".")[2]), settings.field_A),
            shown,
            seed,
            settings.peak_reach_px,
        )
        cells = view_cells(crystal, perfect) | {"published_set": image_set.name}
        folder = results / image_set.folder
        for path, image in _write(view, perfect.view, image_set.conditions, folder, settings):
            yield cells | image | file_cells(path, results)


def _write(
    view: View, name: str, conditions: Sequence[str], folder: Path, settings: HaadfSettings
) -> Iterator[tuple[Path, Row]]:
    """The path of each file, and the cells that it does not share with the view's others."""
    if "h5" in settings.files:
        path = folder / "h5" / f"{name}.h5"
        file.write(view, path)
        yield path, image_cells(None, {}, len({RAW, *conditions}))  # raw is in every file
    for condition in conditions if "png" in settings.files else []:
        dataset, image = RAW, view.raw
        if condition != RAW:
            dataset = next(name for name in view.images if name.endswith(f"-{condition}"))
            image = view.images[dataset]
        path = folder / "png" / f"{name}-{dataset}.png"
        png.write(image, path)
        yield path, image_cells(condition, view.parameters.get(dataset, {}))
