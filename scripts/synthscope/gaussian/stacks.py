"""Gaussian renderings in files: an npz stack of all outputs, and TIFF stacks of some.

The npz has the keys, types and shapes of xyz2image, one entry along the first axis for each image
(all rotations of the first frame, then of the second …), and beside them what xyz2image lost:

=================== ============ ====================================================
`pixel_size_A`      (n,)         pixel size of each image, Å
`sigma_px`          (n,)         σ of its Gaussians, px
`rotations`         (n, 3, 3)    R in r' = R r; row, column and depth are (-y', x', z')
`frame`             (n,)         its frame, which is its row in:
`numbers`           (frames, N)  atomic numbers, in the order of the coordinates; 0: no atom
`<output>_scale`    (n,)         intensity of one grey level; a lone atom's peak is Z^ζ
`drawn`             ()           what was drawn for the stack, as JSON; where something was
=================== ============ ====================================================

Frames with fewer atoms than others are filled up: coordinates_3d with -1, coordinates_px with NaN.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from synthscope.core.seeds import generator
from synthscope.formats.npz import NpzStack, npz_stack
from synthscope.formats.tiff_stack import tiff_stack
from synthscope.gaussian.frame import Framed, frame
from synthscope.gaussian.render import render
from synthscope.gaussian.style import COORDINATES, Style
from synthscope.structures.symmetry.rotations import rotations

_CHUNK_BYTES = 4_000_000
_IMAGE = "_image"


@dataclass(frozen=True)
class Frame:
    """A structure of a stack: its id, which decides its rotations, and its atoms in Å."""

    id: str
    numbers: np.ndarray
    positions: np.ndarray


@dataclass(frozen=True)
class Stack:
    """What a stack holds: `count` rotations from number `first` on, of each of the frames.

    `drawn` tells of the numbers that were drawn for it.
    """

    frames: Sequence[Frame]
    style: Style
    seed: int
    first: int
    count: int
    drawn: str | None = None

    def __len__(self) -> int:
        return self.count * len(self.frames)

    @property
    def atoms(self) -> int:
        """Of the largest frame."""
        return max(len(one.numbers) for one in self.frames)

    def chunks(self, bytes_per_image: int) -> Iterator[tuple[Frame, int, np.ndarray]]:
        """Frames with some of their rotations each, and the number of the first of these.

        They are few enough to fit a little memory.
        """
        size = max(1, min(256, _CHUNK_BYTES // bytes_per_image))
        for one in self.frames:
            for k in range(self.first, self.first + self.count, size):
                some = min(size, self.first + self.count - k)
                yield one, k, rotations(self.seed, "gaussian", one.id, k, some)

    def framed(self, one: Frame, turned: np.ndarray) -> Framed:
        style = self.style
        return frame(one.positions, turned, style.edge_px, style.padding_A, style.pixel_size_A)

    def shows_atoms(self) -> bool:
        """Whether an atom stands in the frame of any image; without a pixel size all do."""
        edge = self.style.edge_px
        if self.style.pixel_size_A is None:
            return True
        turned = self.chunks(24 * self.atoms)
        places = (self.framed(one, rotations).voxels() for one, _, rotations in turned)
        return any(((at >= 0) & (at < edge)).all(-1).any() for at in places)

    def _random(self, name: str, first: int, number: int) -> np.random.Generator:
        return generator(self.seed, "gaussian", name, "noise", first + number)

    def rendered(self, output: str) -> Iterator[tuple[np.ndarray, np.ndarray | None, np.ndarray]]:
        """Chunks of an output: arrays, intensities of a grey level, pixel sizes in Å."""
        shape, style = self.style.shape(output, self.atoms), self.style
        values = int(np.prod(shape)) * (4 + style.dtype(output).itemsize) + 24 * self.atoms
        for one, first, turned in self.chunks(values):
            framed = self.framed(one, turned)
            random = partial(self._random, one.id, first) if style.noise.on else None
            array, scales = render(output, framed, one.numbers, style, random)
            if output in COORDINATES and array.shape[1] < self.atoms:
                fill = -1 if output == "coordinates_3d" else np.nan
                missing = ((0, 0), (0, self.atoms - array.shape[1]), (0, 0))
                array = np.pad(array, missing, constant_values=fill)
            yield array, scales, framed.pixel_size_A


def write_stack(
    stack: Stack, outputs: Sequence[str], folder: Path, number: int, compression: str = "fast"
) -> list[Path]:
    """Write `<number>.npz` and `<number><output>.tif` in a folder, and return the paths."""
    folder = Path(folder)
    written = []
    arrays = [output for output in outputs if not output.endswith(_IMAGE)]
    if arrays:
        written.append(folder / f"{number:08d}.npz")
        with npz_stack(written[-1], compression) as npz:
            for output in arrays:
                _add_output(npz, stack, output)
            _add_description(npz, stack)
    for output in outputs:
        if output.endswith(_IMAGE):
            plain = output.removesuffix(_IMAGE)
            written.append(folder / f"{number:08d}{plain}.tif")
            _write_tiff(stack, plain, written[-1])
    return written


def _add_output(npz: NpzStack, stack: Stack, output: str) -> None:
    shape = (len(stack), *stack.style.shape(output, stack.atoms))
    scales = []
    with npz.member(output, shape, stack.style.dtype(output)) as member:
        for array, scale, _ in stack.rendered(output):
            member.append(array)
            if scale is not None:
                scales.append(scale)
    if scales:
        npz.add(f"{output}_scale", np.concatenate(scales))


def _add_description(npz: NpzStack, stack: Stack) -> None:
    sizes = []
    with npz.member("rotations", (len(stack), 3, 3), np.dtype("<f8")) as member:
        for one, _, turned in stack.chunks(24 * stack.atoms + 72):
            member.append(turned)
            sizes.append(stack.framed(one, turned).pixel_size_A)
    pixel_sizes = np.concatenate(sizes)
    numbers = np.zeros((len(stack.frames), stack.atoms), np.int64)
    for row, one in zip(numbers, stack.frames, strict=True):
        row[: len(one.numbers)] = one.numbers
    npz.add("pixel_size_A", pixel_sizes)
    npz.add("sigma_px", stack.style.sigma_A / pixel_sizes)
    npz.add("frame", np.repeat(np.arange(len(stack.frames)), stack.count))
    npz.add("numbers", numbers)
    if stack.drawn:
        npz.add("drawn", np.array(stack.drawn))


def _write_tiff(stack: Stack, output: str, path: Path) -> None:
    """Labels as 0 and 255; delta_2d inverted, black dots on white, as in xyz2image."""
    style = stack.style
    expected = len(stack) * (style.edge_px**2 * style.dtype(output).itemsize + 512)
    with tiff_stack(path, expected, stack.drawn) as tiff:
        for array, _, sizes in stack.rendered(output):
            if array.dtype == bool:
                array = np.where(array ^ (output == "delta_2d"), 255, 0).astype(np.uint8)
            tiff.append(array, sizes)
