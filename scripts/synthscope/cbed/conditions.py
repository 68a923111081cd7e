"""The conditions that a pattern is taken under, and those that settings ask for."""

from dataclasses import dataclass

from synthscope.cbed.settings import CbedSettings, PatternSettings, Positions
from synthscope.optics.constants import wavelength

Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Conditions(PatternSettings):
    """How the pattern of one energy and orientation is taken.

    Attributes
    ----------
    energy_keV, semiangle_mrad
        Of the beam.
    places
        Positions (x, y) of the probe in Å from the crystal's origin, whose patterns are averaged;
        None for the mean over all, exactly.
    """

    energy_keV: float
    semiangle_mrad: float
    places: Places | None = None

    @property
    def wavelength(self) -> float:
        """In Å."""
        return wavelength(self.energy_keV)

    @property
    def radius(self) -> float:
        """Of a disc, 1/Å."""
        return 1e-3 * self.semiangle_mrad / self.wavelength


def conditions(
    settings: CbedSettings,
    energy_keV: float,
    angle_mrad: float,
    tilt: tuple[float, float] = (0.0, 0.0),
) -> Conditions:
    """Conditions of one energy, semi-angle and tilt of the crystal (x, y in mrad)."""
    shared = vars(PatternSettings.within(settings)) | {"specimen_tilt_mrad": tilt}
    return Conditions(
        **shared,
        energy_keV=float(energy_keV),
        semiangle_mrad=angle_mrad,
        places=places(settings.positions),
    )


def places(chosen: Positions) -> Places | None:
    """The positions of the probe that are asked for in Å; None for the mean over all."""
    if chosen.kind == "mean":
        return None
    if chosen.kind == "points":
        return chosen.points_A
    count, edge = chosen.raster, chosen.raster_edge_A
    line = [0.0] if count == 1 else [edge * (i / (count - 1) - 0.5) for i in range(count)]
    return tuple((x, y) for x in line for y in line)
