"""Raw mode: every sinogram of a scan, resized."""

from numpy.typing import NDArray

from synthscope.tomography.modes.labelled_image import SINOGRAM_SHAPE, Item
from synthscope.tomography.modes.resize import resize
from synthscope.tomography.names import shift_path


def raw_items(
    sinogram: NDArray,
    sample: int,
    shift: int,
    row: int,
    shape: tuple[int, int] | None = SINOGRAM_SHAPE,
) -> list[Item]:
    """The sinogram of one detector row and vertical shift; a `shape` of None keeps its size."""
    image = resize(sinogram, shape or sinogram.shape)
    step = sinogram.shape[1] / image.shape[1]
    path = shift_path(sample, shift, row)
    return [Item(path, image, f"shift{shift:02d}", column_step=step)]
