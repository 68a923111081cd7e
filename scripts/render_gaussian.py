"""Draw the structures of a shard as Gaussians in many orientations, with their labels.

In: the shard's accepted structures. Out: stacks in a folder a structure, and at the end a table
with a row a file. The frames of one file make one stack, in the order of the file.
"""

import json
import re
import sys
from itertools import groupby
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, write_table
from synthscope.gaussian.render import Style, drawn
from synthscope.gaussian.rows import stack_cells
from synthscope.gaussian.stacks import Frame, Stack, write_stack
from synthscope.specimens.particle import particle
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.model import Crystal

OURS = re.compile(r"\d{8,}\w*\.(npz|tif)$")


def grouped(crystals):
    """Lists of the structures that are frames of one file; the others each in a list."""

    def place(crystal):
        return (crystal.frame > 0, crystal.id.rpartition("-f")[0] if crystal.frame else crystal.id)

    return [list(group) for _, group in groupby(crystals, place)]


def window(group, settings):
    """The frames from `frame_shift` on, at most `max_frames`; the last one where it is past it."""
    first = min(settings["frame_shift"] + 1, group[-1].frame)
    return [one for one in group if 0 <= one.frame - first < settings["max_frames"]]


def chosen(crystal, settings):
    """The atoms to draw, or None where the selection of elements leaves none."""
    atoms = particle(crystal, settings["particle_radius_A"])
    kept = drawn([SYMBOLS[z] for z in atoms.numbers], **settings["elements"])
    if not kept.any():
        print(f"{crystal.id}: gaussian.elements leaves no atom to draw", file=sys.stderr)
        return None
    return Frame(crystal.id, atoms.numbers[kept], atoms.positions[kept])


def render(group, params):
    """Write the stacks of a structure, or of the frames of a file; give their rows."""
    settings, results = params.settings, Path(params.folder)
    shown = [(crystal, chosen(crystal, settings)) for crystal in window(group, settings)]
    shown = [(crystal, frame) for crystal, frame in shown if frame]
    if not shown:
        return
    crystal, frames = shown[0][0], [frame for _, frame in shown]
    name = frames[0].id + ("" if len(group) == 1 else f"-{frames[-1].id.rpartition('-')[2]}")
    folder, count, written = results / "gaussian" / name, settings["rotations"], set()
    for k in range(settings["stacks"]):
        stack = Stack(frames, Style.of(settings), params.seed, k * count, count)
        # A stack is named after the number of images that the folder holds with it.
        number = (k + 1) * len(stack)
        paths = write_stack(stack, settings["outputs"], folder, number, settings["compression"])
        written.update(paths)
        cells = stack_cells(crystal, name, len(stack), settings["pixel_size_A"]) | {
            "seed": params.seed,
            "config_hash": params.config_hash,
            "code_hash": params.code,
        }
        yield from (cells | file_cells(path, results) for path in paths)
    for path in folder.iterdir():
        if OURS.match(path.name) and path not in written:
            path.unlink()  # made with other settings


def main():
    structures = json.loads(Path(snakemake.input.structures).read_text())
    groups = grouped(map(Crystal.from_dict, structures))
    rows = [row for group in groups for row in render(group, snakemake.params)]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
