"""Settings of the toy."""

from dataclasses import dataclass

from synthscope.core.settings import ProductSection, setting


@dataclass(frozen=True)
class ToySettings(ProductSection):
    """Atoms counted in the fields of a grid."""

    edge_px: int = setting(16, ge=2, le=256)
    """Edge of an image, px."""
