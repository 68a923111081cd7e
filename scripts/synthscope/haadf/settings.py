"""What is asked for in a STEM image."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from synthscope.optics.aberrations import Aberrations
from synthscope.optics.detectors import Detector
from synthscope.structures.vibrations import DEFAULT_RMS_A


@dataclass(frozen=True)
class StemSettings:
    """Microscope and calculation.

    Attributes
    ----------
    energy_keV, semiangle_mrad, aberrations
        The probe.
    source_size_A
        Full width at half maximum of the source's image, a Gaussian.
    tilt_mrad
        Of the specimen: its axis points this much towards +x and +y.
    detectors_mrad
        (inner, outer) of each annular detector.
    thicknesses_A
        Depths at which images are read out besides the exit surface.
    method
        "multislice" (a probe a position), "exact" (plane waves), "interpolated" (within `error`) or
        "auto" (the fastest that gives `error`).
    error
        Greatest rms error of interpolation and band limit together, relative to the image's mean;
        each gets half. What the cores and the slices cost comes on top.
    sampling_A
        Pixel of the wave; None: what the outermost detector, the heaviest atom and `error` need.
    slice_A, slicing
        Slices at the crystal's own "planes", joined where they lie closer than `slice_A` would cut,
        or "equal" ones of `slice_A`.
    potential
        "lobato" or "kirkland".
    phonon_configurations
        Averaged frozen displacements, which complement each other; 0 is a static lattice.
    statistical_error
        None, or the greatest rms error that averaging may leave, relative to the image's mean: then
        `phonon_configurations` are a set, and more sets follow as needed.
    rms_A
        Root mean square displacement along an axis by atomic number; an atom's own value comes
        first, `default_rms_A` last.
    accept_laue_rings
        Whether a static lattice's Laue rings may fall on a detector.
    memory_mb
        What the calculation may need.
    device
        "cpu", or "cuda": plane waves run on a GPU, and `memory_mb` is of its memory too.
    """

    energy_keV: float = 200.0
    semiangle_mrad: float = 27.0
    aberrations: Aberrations = field(default_factory=Aberrations)
    source_size_A: float = 0.0
    tilt_mrad: tuple[float, float] = (0.0, 0.0)
    detectors_mrad: tuple[tuple[float, float], ...] = ((100.0, 150.0),)
    thicknesses_A: tuple[float, ...] = ()
    method: str = "auto"
    error: float = 0.01
    sampling_A: float | None = None
    slice_A: float = 0.5
    slicing: str = "planes"
    potential: str = "lobato"
    phonon_configurations: int = 5
    statistical_error: float | None = None
    rms_A: Mapping[int, float] = field(default_factory=dict)
    default_rms_A: float = DEFAULT_RMS_A
    accept_laue_rings: bool = False
    memory_mb: float = 4000.0
    device: str = "cpu"

    @property
    def detectors(self) -> tuple[Detector, ...]:
        return tuple(Detector(*angles) for angles in self.detectors_mrad)
