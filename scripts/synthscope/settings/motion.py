"""How far atoms vibrate, as the sections of several products say it."""

from dataclasses import dataclass
from typing import Annotated

from synthscope.core.settings import Limits, Section, setting
from synthscope.settings.gaussian import Symbol
from synthscope.structures.vibrations import DEFAULT_RMS_A


@dataclass(frozen=True)
class Displacements(Section):
    """Where the atoms' thermal displacements come from.

    What comes first counts: the structure's file, `rms_A`, the table, `default_rms_A`."""

    use_file_values: bool = True
    """Whether displacement parameters of structure files come first."""

    rms_A: dict[Symbol, Annotated[float, Limits(ge=0, le=1)]] = setting({})
    """Root mean square displacement along an axis by element, Å, for example `{Sb: 0.07}`."""

    use_table: bool = True
    """Whether displacements at 300 K come from the table of elements and common compounds
    (`resources/vibrations`)."""

    default_rms_A: float = setting(DEFAULT_RMS_A, ge=0, le=1)
    """That of elements of which nothing else is known, Å; the card names them."""
