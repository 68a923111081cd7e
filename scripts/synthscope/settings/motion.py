"""How far atoms vibrate, as the sections of several products say it."""

from typing import Annotated

from pydantic import Field

from synthscope.settings.base import Section
from synthscope.settings.gaussian import Symbol
from synthscope.structures.vibrations import DEFAULT_RMS_A


class Displacements(Section):
    """Where the atoms' thermal displacements come from.

    What comes first counts: the structure's file, `rms_A`, the table, `default_rms_A`.
    """

    use_file_values: bool = Field(
        True,
        description=(
            "Whether displacement parameters of structure files, and snapshots, come first."
        ),
    )
    rms_A: dict[Symbol, Annotated[float, Field(ge=0, le=1)]] = Field(
        {},
        description=(
            "Root mean square displacement along an axis by element, Å, for example `{Sb: 0.07}`."
        ),
    )
    use_table: bool = Field(
        True,
        description=(
            "Whether displacements at 300 K come from the table of elements and common compounds "
            "(`resources/vibrations`)."
        ),
    )
    default_rms_A: float = Field(
        DEFAULT_RMS_A,
        ge=0,
        le=1,
        description="That of elements of which nothing else is known, Å; the card names them.",
    )
