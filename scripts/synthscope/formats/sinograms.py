"""Sinograms as NoStripesNet writes them: one uncompressed 16-bit TIFF a detector row.

Image rows are angles and columns are detector columns. The names say sample, view, detector row
and, for patches, the number of the patch: NNNN_clean_ZZZZ, NNNN_stripe_ZZZZ, NNNN_shiftKK_ZZZZ,
NNNN_frameFF_ZZZZ, NNNN_shiftKK_ZZZZ_wPP.
"""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synthscope.files import replacing


def write_sinogram(path: str | os.PathLike, grey: NDArray[np.uint16]) -> None:
    """Write (angles, columns) uint16; nothing but the pixels and their shape is in the file."""
    if grey.dtype != np.uint16 or grey.ndim != 2:
        raise ValueError(f"a sinogram is a 2D array of uint16, not {grey.ndim}D {grey.dtype}")
    with replacing(path) as beside:
        Image.fromarray(np.ascontiguousarray(grey)).save(beside, format="TIFF")


def read_sinogram(path: str | os.PathLike) -> NDArray[np.uint16]:
    """Read a sinogram back."""
    with Image.open(path) as image:
        return np.asarray(image, np.uint16)


def simple_path(sample: int, kind: str, row: int) -> Path:
    """Where a 'clean' or 'stripe' sinogram of simple mode stands below the mode's folder."""
    return Path(f"{sample:04d}", kind, f"{sample:04d}_{kind}_{row:04d}.tif")


def shift_path(sample: int, shift: int | None, row: int) -> Path:
    """Complex and raw mode: the clean target (None) or a vertical shift."""
    view = "clean" if shift is None else f"shift{shift:02d}"
    return Path(f"{sample:04d}", view, f"{sample:04d}_{view}_{row:04d}.tif")


def pair_path(
    sample: int, real: bool, kind: str, shift: int, row: int, patch: int | None = None
) -> Path:
    """Paired and patch mode: 'clean' or 'stripe', of real or of drawn stripes."""
    name = f"{sample:04d}_shift{shift:02d}_{row:04d}" + ("" if patch is None else f"_w{patch:02d}")
    folder = "real_artifacts" if real else "fake_artifacts"
    return Path(f"{sample:04d}", folder, kind, f"{name}.tif")


def frame_path(sample: int, frame: int, row: int) -> Path:
    """Dynamic mode: a time frame; all in the mode's folder."""
    return Path(f"{sample:04d}_frame{frame:02d}_{row:04d}.tif")
