"""What a further acquisition of a view costs, beside the first image of it.

    python benchmarks/further_acquisition.py

Processor time on one core of SrTiO3 along [001], 20 Å thick, as in `columns_varied`: to simulate
it, then to draw, evaluate, distort, label and write an acquisition in a frame of its own. Atoms,
columns and defects with their visibility are labelled in every HDF5 file; the other lines add maps
to it, and labels and images in files of their own. Last, what a further lens costs where each
acquisition has a defocus of its own: the sum of the beams of the same propagation.
"""

import io
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from clock import ROOT, clocked

# isort: split
import numpy as np
import yaml

from synthscope.dataset.key.columns import Row
from synthscope.haadf.conditions import PERFECT
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.coco import write_instances, write_keypoints
from synthscope.haadf.delivery.masks import write_masks
from synthscope.haadf.delivery.tables import TABLES, write_tables
from synthscope.haadf.delivery.training_table import write_training_table
from synthscope.haadf.delivery.webdataset import write_webdataset
from synthscope.haadf.delivery.yolo import write_yolo
from synthscope.haadf.delivery.zarr_store import write_zarr
from synthscope.haadf.lens_settings import LensSettings, lenses_of_view
from synthscope.haadf.publish import publish_view
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.shard import simulate_view
from synthscope.haadf.stages import count_lenses, simulation_settings
from synthscope.haadf.view_plan import plan_drawn
from synthscope.settings.load import load
from synthscope.structures.model import Crystal

EDGE_A = 3.905
PLACES = [[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]
FEW, MANY = 2, 12
MAPS = ["thickness", "atoms", "regions"]
BOX_A = 1.0


def main():
    config = yaml.safe_load((ROOT / "config/presets/columns_varied.yaml").read_text())
    settings = load(config).haadf
    places, cell = EDGE_A * np.array(PLACES), EDGE_A * np.eye(3)
    crystal = Crystal("SrTiO3", "user", "", [38, 22, 8, 8, 8], places, cell)
    simulations, first = clocked(simulate, crystal, settings)
    print(f"first image: {first:.1f} s\n\nfiles                further s    share")

    def tell(name, further):
        print(f"{name:<20} {further:9.4f} {further / first:8.2%}")

    with tempfile.TemporaryDirectory() as folder:
        few, many = (
            Data(crystal, simulations, settings, Path(folder) / str(number), number)
            for number in (FEW, MANY)
        )

        def further(work, *arguments):
            work(few, *arguments)  # what is loaded once
            times = [clocked(work, data, *arguments)[1] for data in (few, many)]
            return (times[1] - times[0]) / (MANY - FEW)

        tell("HDF5", further(Data.publish, ["h5"], []))
        tell("HDF5, PNG", further(Data.publish, ["h5", "png"], []))
        tell("HDF5, PNG, maps", further(Data.publish, ["h5", "png"], MAPS))
        for name, write in FORMATS.items():
            tell(f"+ {name}", further(Data.deliver, write))
    print("\nimages       lens of the first s    of each further s    share")
    for method in ("auto", "exact"):
        config["haadf"] |= {"method": method, "aberrations": {"defocus_A": {"uniform": [-60, 60]}}}
        one, many = (clocked(simulate, crystal, lensed(config, n))[1] for n in (1, MANY))
        more = (many - one) / (MANY - 1)
        print(f"{method:<12} {one:19.1f} {more:20.2f} {more / one:8.2%}", flush=True)


def lensed(config, number):
    """Settings by which each of so many acquisitions has a lens of its own."""
    general = config["haadf"]["general"] | {"acquisitions": number}
    return load(config | {"haadf": config["haadf"] | {"general": general}}).haadf


@dataclass
class Data:
    """Acquisitions of a view in a folder, and the rows of their files."""

    crystal: Crystal
    simulations: list
    settings: HaadfSettings
    folder: Path
    number: int
    rows: list[Row] = field(default_factory=list)

    def publish(self, files, maps):
        general = replace(self.settings.general, acquisitions=self.number)
        labels = replace(self.settings.labels, maps=tuple(maps))
        settings = replace(self.settings, files=tuple(files), general=general, labels=labels)
        crystals = {self.crystal.id: self.crystal}
        made = publish_view(crystals, self.simulations, settings, 1, self.folder)
        told = {"product": "haadf", "split": "train"}
        self.rows = [row | told | {"id": number} for number, row in enumerate(made)]

    def deliver(self, write):
        write(acquisitions(self.rows, self.folder, "train"), self.folder)


def simulate(crystal, settings):
    needed = simulation_settings(settings)
    lens = LensSettings.within(needed)
    plan, own, _ = plan_drawn(crystal, (0, 0, 1), [PERFECT], needed, 1)
    lenses = lenses_of_view(lens, count_lenses(settings), 1, plan.name)
    shown = {0: ["general"]}, {"general": [PERFECT]}, own, 1, io.StringIO(), lenses
    return list(simulate_view(crystal, plan, *shown))


FORMATS = {
    "tables": lambda shown, at: write_tables(shown, {name: at / name for name in TABLES}),
    "COCO, columns": lambda shown, at: write_keypoints(shown, at / "columns.json", BOX_A),
    "COCO, defects": lambda shown, at: write_instances(shown, at / "defects.json", BOX_A),
    "YOLO": lambda shown, at: write_yolo(shown, at / "yolo.zip", at, "train", ["train"], BOX_A),
    "masks": lambda shown, at: write_masks(shown, at / "masks.zip", "train", BOX_A),
    "WebDataset": lambda shown, at: write_webdataset(shown, at / "images.tar"),
    "Parquet": lambda shown, at: write_training_table(shown, at / "images.parquet"),
    "Zarr": lambda shown, at: write_zarr(shown, at / "images.zarr.zip"),
}


if __name__ == "__main__":
    main()
