"""Distort and label the simulated images of a shard, and write them as the atomagined data set is.

In: the shard's simulations and structures. Out: an HDF5 file a view and a PNG an image, in the
folders of the sets, and at the end a table with a row a file.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.columns import file_cells, write_table
from synthscope.haadf import file, png
from synthscope.haadf.compose import compose
from synthscope.haadf.conditions import RAW, conditions, named, needed_specimens
from synthscope.haadf.file_names import header
from synthscope.haadf.rows import image_cells, view_cells
from synthscope.haadf.sets import FOLDERS
from synthscope.haadf.simulations import reading
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import decode


def sets(settings):
    """Name, run and conditions of each set of images."""
    retrieval = settings["retrieval"]
    return [
        ("general", 0, settings["general"]["conditions"]),
        ("choices", 0, retrieval["choice_conditions"]),
        ("targets", 1, retrieval["target_conditions"]),
    ]


def written(view, name, names, folder, settings):
    """Write a view's files; give the path, the condition and the attributes of each."""
    if "h5" in settings["files"]:
        path = folder / "h5" / f"{name}.h5"
        file.write(view, path)
        yield path, None, {}
    for condition in names if "png" in settings["files"] else []:
        dataset = (
            RAW
            if condition == RAW
            else next(dataset for dataset in view.images if dataset.endswith(f"-{condition}"))
        )
        path = folder / "png" / f"{name}-{dataset}.png"
        png.write(view.raw if condition == RAW else view.images[dataset], path)
        yield path, condition, view.parameters.get(dataset, {})


def main():
    params, settings = snakemake.params, snakemake.params.settings
    results = Path(snakemake.output[0]).parents[2]
    known = conditions(settings["conditions"], settings["comb2_defect"])
    structures = json.loads(Path(snakemake.input.structures).read_text())
    crystals = {crystal["id"]: Crystal.from_dict(crystal) for crystal in structures}
    rows = []
    for simulations in reading(snakemake.input.simulations):
        by_run = {(one.run, one.specimen): one for one in simulations}
        for name, run, names in sets(settings):
            perfect = by_run.get((run, "perfect"))
            if perfect is None or name not in perfect.parameters["sets"].split():
                continue
            shown = named(names, known)
            crystal = crystals[perfect.parameters["structure_id"]]
            uvw = decode(perfect.view.rpartition(".")[2])
            view = compose(
                {specimen: by_run[run, specimen] for specimen in needed_specimens(shown)},
                header(crystal, uvw, settings["field_A"]),
                shown,
                params.seed,
                settings["peak_reach_px"],
            )
            cells = view_cells(crystal, perfect) | {
                "published_set": name,
                "config_hash": params.config_hash,
                "code_hash": params.code,
            }
            for path, condition, attributes in written(
                view, perfect.view, names, results / FOLDERS[name], settings
            ):
                image = image_cells(condition, attributes)
                if condition is None:
                    image = {"n_images": len({RAW, *names})}  # raw is in every file
                rows.append(cells | image | file_cells(path, results))
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
