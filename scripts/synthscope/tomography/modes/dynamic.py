"""Dynamic mode: a scan that keeps turning, cut into time frames of half a turn each."""

from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.modes.labelled_image import SINOGRAM_SHAPE, Item
from synthscope.tomography.modes.resize import resize
from synthscope.tomography.names import frame_path


def dynamic_items(
    sinogram: NDArray,
    sample: int,
    row: int,
    frame_angles: int = 900,
    shape: tuple[int, int] | None = SINOGRAM_SHAPE,
) -> list[Item]:
    """The frames of one detector row.

    Every other half turn is taken, so that all frames run over the same angles; the last one too
    where the scan ends with it.

    Raises
    ------
    InputError
        If the scan is shorter than one frame.
    """
    angles = len(sinogram)
    frames = (angles // frame_angles + 1) // 2
    if frames == 0:
        raise InputError(
            f"frame_angles is {frame_angles}, the scan has {angles} angles; at most {angles}"
        )
    items = []
    for frame in range(frames):
        first, stop = 2 * frame * frame_angles, (2 * frame + 1) * frame_angles
        part = sinogram[first:stop]
        image = resize(part, shape or part.shape)
        path, step = frame_path(sample, frame, row), part.shape[1] / image.shape[1]
        about = {"first": first, "stop": stop, "column_step": step}
        items.append(Item(path, image, f"frame{frame:02d}", **about))
    return items
