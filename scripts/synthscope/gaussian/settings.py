"""Settings of the Gaussian renderings: every parameter of xyz2image, and what it lacked."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.settings import ProductSection, Section, setting
from synthscope.gaussian.style import Style
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

    def __post_init__(self) -> None:
        both = set(self.only) & set(self.exclude)
        if both:
            raise InputError(f"only and exclude both name {min(both)}; name it in one")


@dataclass(frozen=True)
class OutputSettings(Section):
    """What is written of a structure."""

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
    """Stacks of each structure; no orientation comes twice. Where a number is a distribution, each
    stack has its own."""

    compression: Literal["fast", "small"] = "fast"
    """Of the npz stacks: `fast` (ISA-L), or `small` (zlib), which takes less room and many times as
    long, and whose bytes follow the zlib of the machine."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(set(self.outputs)) < len(self.outputs):
            raise InputError("outputs names something twice; name each output once")


@dataclass(frozen=True)
class GaussianSettings(Style, OutputSettings, ProductSection):
    """Rotated structures drawn with a Gaussian an atom, and their labels."""

    frame_shift: int = setting(0, ge=0)
    """First frame to draw of a file with many frames (0 is its first), of those that
    `structures.frames` takes."""

    max_frames: int = setting(50, ge=1)
    """Most frames to draw of a file with many, from that one on."""

    elements: ElementSettings = ElementSettings()
    """Which elements are drawn."""

    particle_radius_A: Varied | None = setting(10.0, gt=0, le=100)
    """Radius of the ball of atoms that is cut from a periodic crystal, Å. Null: the atoms of one
    unit cell. Clusters and molecules are drawn as they are."""
