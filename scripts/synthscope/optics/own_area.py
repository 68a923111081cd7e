"""What the error of an image is told of, where much of the field is dark.

Of a crystal that fills its field, the rms error is told over the image's mean. A few bright atoms
in vacuum, or a heavy particle on a light support, leave a mean that says little of them. There the
error is told over the mean of the specimen's own area, the share f of the field in which the same
intensities make an image as uneven as crystals are: the image's mean / f, but no more than its rms.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

CRYSTALS = 8.0
"""Mean square over squared mean of images of crystals along a zone axis, at most."""


def own_share(contrast: ArrayLike) -> NDArray[np.float64]:
    """f of images whose mean square is `contrast` times their squared mean; 1 for crystals.

    An error over the image's mean, times this, is one over the mean of the specimen's own area.
    """
    return np.minimum(1.0, np.maximum(CRYSTALS / np.asarray(contrast), np.sqrt(1 / contrast)))
