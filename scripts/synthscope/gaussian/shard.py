"""The stacks of a shard: which structures are drawn together, and which of their atoms."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from synthscope.core.draws import as_text, draw, drawn_numbers
from synthscope.core.extremes import varies
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.gaussian.render import drawn
from synthscope.gaussian.rows import stack_cells
from synthscope.gaussian.settings import GaussianSettings
from synthscope.gaussian.stacks import Frame, Stack, write_stack
from synthscope.specimens.particle import particle
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.model import Crystal


def group_frames(crystals: Iterable[Crystal]) -> list[list[Crystal]]:
    """Lists of the structures that are frames of one file; the others each in a list."""

    def place(crystal):
        return (crystal.frame > 0, crystal.id.rpartition("-f")[0] if crystal.frame else crystal.id)

    return [list(group) for _, group in groupby(crystals, place)]


def name_of(group: list[Crystal]) -> str:
    """The structure, or the first and the last frame of a file."""
    return group[0].id + ("" if len(group) == 1 else f" to {group[-1].id}")


def _window(group: list[Crystal], settings: GaussianSettings) -> list[Crystal]:
    """The frames from `frame_shift` on, at most `max_frames`; the last one where it is past it."""
    first = min(settings.frame_shift + 1, group[-1].frame)
    return [one for one in group if one.frame >= first][: settings.max_frames]


def _chosen(crystal: Crystal, settings: GaussianSettings) -> Frame | None:
    """The atoms to draw, or None where the selection of elements leaves none."""
    atoms = particle(crystal, settings.particle_radius_A)
    kept = drawn([SYMBOLS[z] for z in atoms.numbers], settings.elements)
    if not kept.any():
        print(f"{crystal.id}: gaussian.elements leaves no atom to draw", file=sys.stderr)
        return None
    return Frame(crystal.id, atoms.numbers[kept], atoms.positions[kept])


def write_stacks(
    group: list[Crystal], settings: GaussianSettings, seed: int, results: Path
) -> Iterator[Row]:
    """Write the stacks of a structure, or of the frames of a file, and return their rows.

    Each stack draws the numbers that vary; one that shows no atom is left out.

    Parameters
    ----------
    group
        The structure, or the frames.
    results
        The data set's folder.
    """
    several = settings.stacks > 1 and varies(settings)
    for k in range(settings.stacks):
        if k == 0 or several:
            made = draw(settings, seed, "gaussian", group[0].id, "stack", k)
            shown = [(crystal, _chosen(crystal, made)) for crystal in _window(group, made)]
            shown = [(crystal, frame) for crystal, frame in shown if frame]
        if not shown:
            continue
        drawn = as_text(drawn_numbers(settings, made))
        frames, count = [frame for _, frame in shown], settings.rotations
        name = frames[0].id + ("" if len(group) == 1 else f"-{frames[-1].id.rpartition('-')[2]}")
        stack = Stack(frames, made, seed, k * count, count, drawn)
        if not stack.shows_atoms():
            wide = made.edge_px * made.pixel_size_A
            print(
                f"{name}: gaussian.pixel_size_A and edge_px give a frame of {wide:.3g} Å, and all "
                "atoms stand outside of it",
                file=sys.stderr,
            )
            if not several:
                return
            continue
        # A stack is named after the number of images that the folder holds with it.
        number = (k + 1) * len(stack)
        folder = results / "gaussian" / name
        paths = write_stack(stack, settings.outputs, folder, number, settings.compression)
        cells = stack_cells(shown[0][0], name, len(stack), made.pixel_size_A)
        cells |= {"drawn": drawn, "acquisition": k if several else None}
        yield from (cells | file_cells(path, results) for path in paths)
