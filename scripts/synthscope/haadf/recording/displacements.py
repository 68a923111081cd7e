"""How every frame of an acquisition is displaced: by rows, by drift, and by movements in time."""

from dataclasses import replace

import numpy as np

from synthscope.core.seeds import Generators
from synthscope.haadf import scanlines
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.recording.movements import Movements, draw_movements
from synthscope.haadf.scanlines import Displacement


def draw_frames(
    distortion: Distortion,
    shape: tuple[int, int],
    pixel_A: float,
    rng: np.random.Generator,
    generators: Generators,
) -> tuple[list[Displacement], Movements | None]:
    """Displacements of the frames of an acquisition, and what moved it in time.

    Each row of each frame has errors of its own. The specimen drifts on from frame to frame, shifts
    by random steps between them, and all is about the mean of the acquisition.

    Parameters
    ----------
    shape
        Rows and columns of a frame.
    generators
        For all that there is not with a single frame and without a `scan`.
    """
    rows, count = shape[0], distortion.frames
    frames = [scanlines.draw(distortion, rows, rng)]
    if distortion.series is not None:
        steps = generators("series").standard_normal((count, 2))
        steps[0] = 0
        shifts = np.cumsum(steps * (distortion.series.shift_A / pixel_A), axis=0)
        begins = np.arange(count) * (rows / max(rows - 1, 1))
        places = shifts + begins[:, None] * frames[0].drift
        errors = generators("rows")
        frames += [scanlines.draw(distortion, rows, errors, frames[0].drift) for _ in places[1:]]
        frames = [
            replace(one, right=one.right + right, down=one.down + down)
            for one, (right, down) in zip(frames, places - places.mean(axis=0))
        ]
    if distortion.scan is None:
        return frames, None
    made = draw_movements(distortion.scan, shape, count, pixel_A, generators("scan"))
    return [replace(one, waves=waves) for one, waves in zip(frames, made.frames)], made
