"""What a further acquisition of a view costs, beside the first image of it.

    python benchmarks/further_acquisition.py

Processor time on one core of SrTiO3 along [001], 20 Å thick, as in `columns_varied`: to simulate
it, then to draw, evaluate, distort, label and write an acquisition in a frame of its own.
"""

import io
import tempfile
from pathlib import Path

from clock import ROOT, clocked

# isort: split
import numpy as np
import yaml

from synthscope.haadf.conditions import PERFECT
from synthscope.haadf.publish import publish_view
from synthscope.haadf.shard import plan_specimens, simulate_view
from synthscope.haadf.stages import simulation_settings
from synthscope.settings.load import load
from synthscope.structures.model import Crystal

EDGE_A = 3.905
PLACES = [[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]
FEW, MANY = 2, 12


def main():
    config = yaml.safe_load((ROOT / "config/presets/columns_varied.yaml").read_text())
    print("files        first image s   further acquisition s   share")
    for files in (["h5"], ["h5", "png"]):
        config["haadf"]["files"] = files
        first, further = times(config)
        print(f"{'+'.join(files):<12} {first:13.1f} {further:23.3f} {further / first:7.2%}")


def times(config):
    settings = load(config).haadf
    places, cell = EDGE_A * np.array(PLACES), EDGE_A * np.eye(3)
    crystal = Crystal("SrTiO3", "user", "", [38, 22, 8, 8, 8], places, cell)
    with tempfile.TemporaryDirectory() as folder:

        def first():
            plain = simulation_settings(settings)
            plan = plan_specimens(crystal, (0, 0, 1), [PERFECT], plain)
            shown = {0: ["general"]}, {"general": [PERFECT]}, plain, 1, io.StringIO()
            return list(simulate_view(crystal, plan, *shown))

        simulations, took = clocked(first)

        def acquired(number):
            config["haadf"]["general"]["acquisitions"] = number
            arguments = simulations, load(config).haadf, 1, Path(folder)
            return list(publish_view({crystal.id: crystal}, *arguments))

        acquired(1)  # what is loaded once
        few, many = (clocked(acquired, number)[1] for number in (FEW, MANY))
        return took, (many - few) / (MANY - FEW)


if __name__ == "__main__":
    main()
