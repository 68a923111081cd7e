"""Settings of the Gaussian renderings: every parameter of xyz2image, and what it lacked."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.settings import Section, setting
from synthscope.structures.elements import Symbol

Output = Literal[
    "coordinates_3d",
    "coordinates_px",
    "delta_2d",
    "delta_3d",
    "gaussian_2d",
    "gaussian_3d",
    "binary_2d",
    "binary_3d",
    "delta_2d_image",
    "gaussian_2d_image",
    "binary_2d_image",
]


@dataclass(frozen=True)
class ElementSettings(Section):
    """Which elements are drawn."""

    only: tuple[Symbol, ...] = ()
    """Symbols of the elements to draw, for example `[Au]`; empty: all."""

    exclude: tuple[Symbol, ...] = ()
    """Symbols of the elements to leave out, for example `[C]` for a carbon support."""


@dataclass(frozen=True)
class GaussianSettings(Section):
    """Rotated structures drawn with a Gaussian an atom, and their labels."""

    outputs: tuple[Output, ...] = setting(
        ("coordinates_3d", "coordinates_px", "gaussian_2d"), min_length=1
    )
    """What to write. In the npz stack: `coordinates_3d` (voxel indices of the atoms),
    `coordinates_px` (the same, sub-pixel), `delta_2d`, `delta_3d` (1 at the atoms),
    `gaussian_2d` (the image), `gaussian_3d`, `binary_2d`, `binary_3d` (union of discs or balls).
    As TIFF stacks: `delta_2d_image` (inverted), `gaussian_2d_image`, `binary_2d_image`."""

    rotations: int = setting(64, ge=1, le=10_000_000)
    """Images of each frame in a stack; the first of all shows the original orientation, the others
    are uniform over all orientations."""

    stacks: int = setting(1, ge=1, le=100_000)
    """Stacks of each structure; no orientation comes twice."""

    edge_px: int = setting(128, ge=8, le=4096)
    """Edge of an image and of the cube of voxels, px."""

    padding_A: float = setting(1.5, gt=0, le=1000)
    """Least distance of an atom from the edge of the frame, Å."""

    pixel_size_A: float | None = setting(None, gt=0)
    """Pixel size of all images, Å; atoms outside the frame are not seen. Null: the frame fits each
    image, so that every image has its own pixel size (written beside it)."""

    sigma_A: float = setting(0.4, gt=0, le=100)
    """Standard deviation of an atom's Gaussian, Å."""

    cutoff_sigma: float | None = setting(None, ge=1, le=10)
    """Where a Gaussian is cut off, in standard deviations. Null: 4 for 8 bits and 5 for 16, where
    an atom has less than half a grey level left."""

    zeta: float = setting(0.0, ge=0, le=4)
    """Exponent of the atomic number in an atom's weight; 0 draws all atoms alike."""

    bit_depth: Literal[8, 16] = 8
    """Bits of a grey value: 8 or 16."""

    full_scale: float | None = setting(None, gt=0)
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

    binary_radius_A: float = setting(1.4, gt=0, le=1000)
    """Radius of an atom in `binary_2d` and `binary_3d`, Å."""

    binary_radius_px: float | None = setting(None, gt=0, le=4096)
    """The same in px; takes the place of `binary_radius_A`."""

    frame_shift: int = setting(0, ge=0)
    """First frame to draw of a file with many frames (0 is its first), of those that
    `structures.frames` takes."""

    max_frames: int = setting(50, ge=1)
    """Most frames to draw of a file with many, from that one on."""

    elements: ElementSettings = ElementSettings()
    """Which elements are drawn."""

    particle_radius_A: float | None = setting(10.0, gt=0, le=100)
    """Radius of the ball of atoms that is cut from a periodic crystal, Å. Null: the atoms of one
    unit cell. Clusters and molecules are drawn as they are."""

    compression: Literal["fast", "small"] = "fast"
    """Of the npz stacks: `fast` (ISA-L), or `small` (zlib), which takes less room and many times as
    long."""

    def __post_init__(self) -> None:
        if self.saturate and not self.snap:
            raise ValueError("saturate needs snap: true, because it joins atoms of one pixel")
        if len(set(self.outputs)) < len(self.outputs):
            raise ValueError("outputs names something twice; name each output once")
        both = set(self.elements.only) & set(self.elements.exclude)
        if both:
            raise ValueError(f"elements.only and elements.exclude both name {min(both)}")
