"""The frame that is scanned: which part of the specimen, on which pixels, turned by how much."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class FrameSettings(Section):
    """What part of the specimen is scanned. Pixel n/2 of n is in its middle, which is that of the
    simulated field where it is not shifted."""

    pixel_size_A: Varied | None = setting(None, gt=0, le=10)
    """Edge of a pixel, Å; null: that of the simulated field. The number of pixels stays."""

    scan_rotation_deg: Varied = setting(0.0, ge=-360, le=360)
    """How far the scan's rows are turned in the specimen's plane, clockwise as seen in the image
    before; the specimen appears turned the other way. A specimen that does not repeat sideways has
    to be simulated on a field that holds the whole frame."""

    shift_x_A: Varied = setting(0.0, ge=-1000, le=1000)
    """How far the frame's middle lies to the right of that of the simulated field, Å."""

    shift_y_A: Varied = setting(0.0, ge=-1000, le=1000)
    """How far it lies below it, Å."""


@dataclass(frozen=True)
class Frame:
    """A square frame in the plane of a simulated field.

    Attributes
    ----------
    pixels
        Along an edge.
    pixel_A
        Edge of a pixel, Å.
    middle
        Where pixel n/2 lies, (x, y) in Å from pixel 0 of the field.
    turn
        From the field's x axis to the frame's rows, towards y, rad.
    """

    pixels: int
    pixel_A: float
    middle: tuple[float, float]
    turn: float

    @property
    def axes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Unit vectors along rows and columns of the frame, in the field."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return (cos, sin), (-sin, cos)

    @property
    def start(self) -> tuple[float, float]:
        """Where pixel 0 lies, (x, y) in Å from pixel 0 of the field."""
        half = self.pixels / 2 * self.pixel_A
        along, down = self.axes
        return tuple(m - half * (a + d) for m, a, d in zip(self.middle, along, down))


def frame_of(settings: FrameSettings, pixels: int, field_A: float) -> Frame:
    """The frame of settings in which nothing varies, over a field with an edge of `field_A`."""
    pixel = field_A / pixels if settings.pixel_size_A is None else settings.pixel_size_A
    middle = field_A / 2 + settings.shift_x_A, field_A / 2 + settings.shift_y_A
    return Frame(pixels, pixel, middle, math.radians(settings.scan_rotation_deg))


def needed_field_A(settings: FrameSettings, pixels: int, field_A: float) -> float:
    """The least edge of a simulated field that holds every frame that may be drawn, Å."""
    pixel = _extremes(field_A / pixels if settings.pixel_size_A is None else settings.pixel_size_A)
    shift = max(map(abs, (*_extremes(settings.shift_x_A), *_extremes(settings.shift_y_A))))
    turned = max(map(_widening, _turns(settings.scan_rotation_deg)))
    return pixel[1] * pixels * turned + 2 * shift


def _extremes(value: float | Distribution) -> tuple[float, float]:
    return value.extremes if isinstance(value, Distribution) else (value, value)


def _turns(degrees: float | Distribution) -> Iterator[float]:
    """The angles among which that of the widest frame is."""
    yield from _extremes(degrees)
    if isinstance(degrees, Distribution):
        least, greatest = degrees.extremes
        if degrees.choice is not None:
            yield from degrees.choice
        else:  # a square is widest on its corner
            yield from (a for a in range(-315, 360, 90) if least <= a <= greatest)


def _widening(degrees: float) -> float:
    """Of an upright square that holds one turned by so much."""
    return abs(math.cos(math.radians(degrees))) + abs(math.sin(math.radians(degrees)))
