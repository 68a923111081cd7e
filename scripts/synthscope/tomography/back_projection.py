"""Filtered back-projection by algotom, in one thread.

N. T. Vo et al., Opt. Express 29, 17849 (2021), doi 10.1364/OE.418448.
"""

import numba
import numpy as np
from algotom.rec.reconstruction import fbp_reconstruction
from numpy.typing import NDArray


def reconstruct(sinogram: NDArray, angles_deg: NDArray) -> NDArray[np.float32]:
    """(columns, columns) from line integrals (angles, columns), with a Hann window.

    The library adds up the angles in one image from all threads at once, unguarded: with more than
    one, some are lost now and then, and no two results are alike. `ncore` does not reach that loop.
    """
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        return fbp_reconstruction(
            np.asarray(sinogram, np.float32),
            (sinogram.shape[1] - 1) / 2,
            angles=np.radians(np.asarray(angles_deg, np.float64)),
            apply_log=False,
            gpu=False,
            ncore=1,
        ).astype(np.float32)
    finally:
        numba.set_num_threads(threads)
