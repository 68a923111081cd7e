"""Settings of the toy."""

from pydantic import Field

from synthscope.settings.base import Section


class ToySettings(Section):
    """Atoms counted in the fields of a grid."""

    edge_px: int = Field(16, ge=2, le=256, description="Edge of an image, px.")
