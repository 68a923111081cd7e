"""What the Gaussian images will take on the disk."""

import math

from synthscope.core.sizes import USID_FILE, Size
from synthscope.gaussian.settings import GaussianSettings
from synthscope.gaussian.style import FLAT


def expected_size(settings: GaussianSettings, structures: int) -> Size:
    """Bytes of all stacks of so many structures; frames of files with several are not counted."""
    outputs = {output.removesuffix("_image") for output in settings.outputs}

    def image(names):
        shapes = ((settings.shape(name, 1), settings.dtype(name).itemsize) for name in names)
        return sum(math.prod(shape) * item for shape, item in shapes)

    frames = structures * settings.stacks * settings.rotations
    packed = frames * image(outputs & {*FLAT}) + structures * USID_FILE
    return Size(frames * image(outputs), packed if outputs & {*FLAT} else 0)
