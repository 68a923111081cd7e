"""How atoms are drawn."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.gaussian.noise import Noise

LABELS = ("delta_2d", "delta_3d", "binary_2d", "binary_3d")
FLAT = ("gaussian_2d", "binary_2d", "delta_2d")  # images, the one that others label first
COORDINATES = ("coordinates_3d", "coordinates_px")


@dataclass(frozen=True)
class Style(Section):
    """How atoms are drawn."""

    edge_px: int = setting(128, ge=8, le=4096)
    """Edge of an image and of the cube of voxels, px."""

    padding_A: Varied = setting(1.5, gt=0, le=1000)
    """Least distance of an atom from the edge of the frame, Å."""

    pixel_size_A: Varied | None = setting(None, gt=0)
    """Pixel size of all images, Å; atoms outside the frame are not seen. Null: the frame fits each
    image, so that every image has its own pixel size (written beside it)."""

    sigma_A: Varied = setting(0.4, gt=0, le=100)
    """Standard deviation of an atom's Gaussian, Å."""

    cutoff_sigma: Varied | None = setting(None, ge=1, le=10)
    """Where a Gaussian is cut off, in standard deviations. Null: 4 for 8 bits and 5 for 16, where
    an atom has less than half a grey level left."""

    zeta: Varied = setting(0.0, ge=0, le=4)
    """Exponent of the atomic number in an atom's weight; 0 draws all atoms alike."""

    bit_depth: Literal[8, 16] = 8
    """Bits of a grey value: 8 or 16."""

    full_scale: Varied | None = setting(None, gt=0)
    """Intensity of the highest grey value, in units of the peak of one atom of weight 1; brighter
    pixels are clipped. The same for all images, so that grey values add up. Null: each image's
    own maximum."""

    snap: bool = False
    """Move atoms to the nearest voxel before drawing, as xyz2image does."""

    saturate: bool = False
    """Draw atoms that fall on one pixel (in 3D: voxel) as one, as xyz2image does; only with `snap`.
    Contrast is then not additive."""

    boundary: Literal["open", "reflect"] = "open"
    """What reaches over the edge of the image is lost (`open`) or mirrored back (`reflect`, as
    xyz2image does)."""

    binary_radius_A: Varied = setting(1.4, gt=0, le=1000)
    """Radius of an atom in `binary_2d` and `binary_3d`, Å."""

    binary_radius_px: Varied | None = setting(None, gt=0, le=4096)
    """The same in px; takes the place of `binary_radius_A`."""

    noise: Noise = Noise()
    """Background and noise."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.saturate and not self.snap:
            raise InputError("saturate needs snap: true, because it joins atoms of one pixel")

    @property
    def cutoff(self) -> float:
        """In σ; where an atom has less than half of one of 2^8 or 2^16 levels left."""
        return self.cutoff_sigma or (4.0 if self.bit_depth == 8 else 5.0)

    def weights(self, numbers: np.ndarray) -> np.ndarray:
        """(N,) Z^ζ."""
        return np.asarray(numbers, float) ** self.zeta

    def shape(self, output: str, atoms: int) -> tuple[int, ...]:
        """The shape of one image, volume or list of coordinates."""
        if output in COORDINATES:
            return (atoms, 3)
        return (self.edge_px,) * (3 if output.endswith("_3d") else 2)

    def dtype(self, output: str) -> np.dtype:
        """As xyz2image writes it; the same on every machine."""
        if output in COORDINATES:
            return np.dtype("<i8" if output == "coordinates_3d" else "<f4")
        if output in LABELS:
            return np.dtype(bool)
        return np.dtype("u1" if self.bit_depth == 8 else "<u2")
