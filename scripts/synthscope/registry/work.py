"""How much work the images of a structure are, by product."""

from collections.abc import Callable

from synthscope.cbed.work import planned_work as cbed
from synthscope.gaussian.work import planned_work as gaussian
from synthscope.haadf.work import planned_work as haadf
from synthscope.stem4d.work import planned_work as stem4d

PLANNED_WORK: dict[str, Callable[..., list[float]]] = {
    "gaussian": gaussian,
    "haadf": haadf,
    "cbed": cbed,
    "stem4d": stem4d,
}
"""By product: takes a structure, the directions that it is seen along, the product's settings and
the seed, and gives the work of each view, or what there is instead, in a unit of its own."""
