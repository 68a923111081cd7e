"""When a sinogram counts as striped."""

from dataclasses import dataclass

from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class StripedSettings(Section):
    """When a sinogram of a real scan, or a patch of one, counts as striped; else it is clean
    (paired, patch). The known stripes of simulated scans count all."""

    least_percent: float = setting(0.1, ge=0, le=100)
    """Least percentage of its pixels that is marked; 0: a single pixel is enough, as in the
    original."""

    least_strength: float = setting(0.012, ge=0, le=100)
    """Least offset of a marked column from the columns beside it, mean over all angles, in units of
    −ln(I/I0); 0: any. The departure of a wide stripe is seen at its edges only, and so by half."""

    one_sided: bool = False
    """Go on where all sinograms of a sample are clean, or all striped; false: an error says so."""
