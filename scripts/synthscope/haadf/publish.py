"""The files of a view: its images as an HDF5 file and as PNGs, in the folder of each set."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from synthscope.core.draws import as_text, draw, drawn_numbers
from synthscope.core.extremes import at_extremes
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.dataset.of_acquisitions import of_acquisition
from synthscope.haadf import file, png
from synthscope.haadf.compose import compose
from synthscope.haadf.conditions import PERFECT, RAW, needed_specimens
from synthscope.haadf.file import View
from synthscope.haadf.file_names import header
from synthscope.haadf.read_out import read_out
from synthscope.haadf.readouts import Readout, detector_names, readouts
from synthscope.haadf.rows import image_cells, view_cells
from synthscope.haadf.scan import Scan, scan
from synthscope.haadf.sets import ImageSet, image_sets
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import Simulation
from synthscope.haadf.stages import shown_conditions
from synthscope.optics.detectors import Detector
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import decode


def publish_view(
    crystals: Mapping[str, Crystal],
    simulations: Iterable[Simulation],
    settings: HaadfSettings,
    seed: int,
    results: Path,
) -> Iterator[Row]:
    """Write the files of a view for all sets that show it, and yield the row of each.

    Parameters
    ----------
    simulations
        All runs of one view.
    settings
        With distributions, of which numbers are drawn for each acquisition.
    results
        The data set's folder.
    """
    by_run = {(one.run, one.specimen): one for one in simulations}
    for name, image_set in image_sets(settings).items():
        perfect = by_run.get((image_set.run, PERFECT))
        if perfect is None or name not in perfect.parameters["sets"].split():
            continue
        shown = needed_specimens(shown_conditions(settings)[name])
        needed = {specimen: by_run[image_set.run, specimen] for specimen in shown}
        crystal = crystals[perfect.parameters["structure_id"]]
        varied = [name for name in image_set.conditions if name in settings.varied]
        for number in range(image_set.acquisitions):
            drawn = draw(settings, seed, "haadf", perfect.view, "acquisition", number)
            frame = image_sets(drawn)[name].frame
            own = {n: one.acquired(number) for n, one in needed.items()}
            scans = {n: scan(one, frame, drawn, crystal.truth) for n, one in own.items()}
            for readout in view_readouts(scans[PERFECT], settings):
                seen = {n: read_out(one, readout) for n, one in scans.items()}
                view, told = _acquired(seen, crystal, name, drawn, seed, number)
                told["acquisition"] = number if image_set.acquisitions > 1 else None
                told["drawn"] = _told(settings, drawn, perfect, image_set)
                files = image_set.name_of(perfect.view, number) + readout.suffix, image_set
                for path, image in _write(view, *files, varied, results, settings):
                    yield told | image | file_cells(path, results)


def view_readouts(scan: Scan, settings: HaadfSettings) -> Iterator[Readout]:
    """The images of an acquisition, behind those thicknesses that its specimen has."""
    parameters = scan.parameters
    taken, shown = parameters["thicknesses_A"], parameters.get("shown_A", ())
    seen, depths = {*shown[-1:]}, []
    for depth, exit_ in zip(taken[:-1], shown):
        if exit_ not in seen:  # of several that end behind one slice the first
            seen.add(exit_)
            depths.append(float(depth))
    detectors = [Detector(*angles) for angles in parameters["detectors_mrad"].tolist()]
    _, widest_mrad = at_extremes(settings.semiangle_mrad)
    names = detector_names(settings.detectors_mrad, widest_mrad)
    return readouts(detectors, names, parameters["semiangle_mrad"], depths)


def _told(
    settings: HaadfSettings, drawn: HaadfSettings, perfect: Simulation, image_set: ImageSet
) -> str | None:
    """What was drawn for a view, and for an acquisition of it in the conditions that it has."""
    of_view = json.loads(perfect.parameters.get("drawn", "{}"))
    own = {
        name: number
        for name, number in drawn_numbers(settings, drawn).items()
        if of_acquisition(name) and _shown(name.split("."), image_set)
    }
    return as_text(own | of_view)


def _shown(place: Sequence[str], image_set: ImageSet) -> bool:
    return place[0] != "conditions" or place[1] in image_set.conditions


def _acquired(
    scans: Mapping[str, Scan],
    crystal: Crystal,
    set_name: str,
    drawn: HaadfSettings,
    seed: int,
    number: int,
) -> tuple[View, Row]:
    """One image of a view, and the cells that all its files share."""
    perfect = scans[PERFECT]
    field = perfect.parameters["pixel_size_A"] * drawn.pixels
    view = compose(
        scans,
        header(crystal, decode(perfect.view.rpartition(".")[2]), field),
        shown_conditions(drawn)[set_name],
        seed,
        drawn.peak_reach_px,
        number,
        drawn.labels,
        crystal.truth,
    )
    return view, view_cells(crystal, perfect) | {"published_set": set_name}


def _write(
    view: View,
    name: str,
    image_set: ImageSet,
    varied: Sequence[str],
    results: Path,
    settings: HaadfSettings,
) -> Iterator[tuple[Path, Row]]:
    """The path of each file, and the cells that it does not share with the acquisition's others."""
    conditions, folder = image_set.conditions, results / image_set.folder
    datasets = {RAW: RAW} | {name.partition("-")[2]: name for name in view.images}
    if "h5" in settings.files:
        path = folder / "h5" / f"{name}.h5"
        file.write(view, path)
        own = view.parameters[datasets[varied[0]]] if len(varied) == 1 else {}
        yield path, image_cells(None, own, len({RAW, *conditions}))  # raw is in every file
    for condition in conditions if "png" in settings.files else []:
        dataset = datasets[condition]
        path = folder / "png" / f"{name}-{dataset}.png"
        png.write(view.raw if condition == RAW else view.images[dataset], path)
        yield path, image_cells(condition, view.parameters.get(dataset, {}))
