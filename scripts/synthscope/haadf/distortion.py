"""The numbers that describe one distorted acquisition."""

from dataclasses import dataclass, fields

EDGES = ("pile_up", "reflect", "crop")


@dataclass(frozen=True)
class Distortion:
    """One setting of the STEM distortion model.

    Attributes
    ----------
    blur_px
        Standard deviation of the Gaussian blur, px.
    counts
        Mean number of electrons counted in a pixel, background included. Used when `dose` is None.
    scanline_px
        Standard deviation of each row's own horizontal displacement, px.
    background
        Constant background, in units of the mean of the image.
    jitter_px
        Standard deviation of each row's own vertical displacement, px.
    drift_px
        Length of the specimen's drift while the frame is scanned, px; its direction is random.
    dark
        Standard deviation of the detector's additive noise, in units of the output.
    dose_e_per_A2
        Electrons per square ångström that fall on the specimen. When given, the output is no
        longer normalised: it is the estimated fraction of the beam, background included.
    edges
        ``"pile_up"``: what is shifted over the border of the frame is added to the pixel at the
        border, and the other border goes dark (as in the original data set); ``"reflect"``: the
        image goes on as its own mirror; ``"crop"``: rows and columns that could have been
        touched by the border are cut off.
    """

    blur_px: float = 0.8
    counts: float = 400.0
    scanline_px: float = 0.75
    background: float = 2.0
    jitter_px: float = 0.0
    drift_px: float = 0.0
    dark: float = 0.0
    dose_e_per_A2: float | None = None
    edges: str = "pile_up"

    @classmethod
    def from_settings(cls, settings: dict) -> "Distortion":
        """From a plain mapping in which keys that are missing keep their defaults."""
        names = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in settings.items() if key in names})

    def counts_for(self, mean_fraction: float, pixel_A: float) -> float:
        """Mean electrons counted in a pixel where the image is on average `mean_fraction`."""
        if self.dose_e_per_A2 is None:
            return self.counts
        return self.dose_e_per_A2 * pixel_A**2 * mean_fraction * (1 + self.background)

    def dose_for(self, mean_fraction: float, pixel_A: float) -> float:
        """Electrons per square ångström that would give the mean counts of this distortion."""
        if self.dose_e_per_A2 is not None:
            return self.dose_e_per_A2
        return self.counts / (pixel_A**2 * mean_fraction * (1 + self.background))
