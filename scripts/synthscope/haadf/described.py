"""What an imaging condition did to an image, in words."""

from collections.abc import Mapping
from typing import Any

from synthscope.haadf.conditions import PERFECT, RAW

_WORDS = {
    "blur_px": "blur {} px",
    "scanline_px": "rows off by {} px",
    "jitter_px": "rows up or down by {} px",
    "drift_px": "drift {} px",
    "series.frames": "sum of {} frames",
    "series.shift_A": "shifts of {} Å between frames",
    "scan.hum_A": "hum of {} Å",
    "scan.noise_A": "random movements of {} Å",
    "background": "background {} × mean",
    "dark": "detector noise {}",
    "contamination.growth": "contamination up to {} × mean",
    "contamination.before": "contamination of {} × mean from before",
    "detector.amplifier.gain": "{} ADU an electron",
    "detector.afterglow.part": "afterglow of {}",
    "detector.dead_time.time_ns": "dead time {} ns",
}


def described(condition: str, told: Mapping[str, Any]) -> str:
    """A line for people: the specimen, the electrons, and each distortion that is there.

    Parameters
    ----------
    condition
        Its name.
    told
        The attributes of its image, named as the fields of `Distortion`, and `specimen`. An image
        with a dose of its own has no `counts`, or NaN.
    """
    if condition == RAW:
        return "fraction of the beam, no noise"
    specimen = str(told.get("specimen", PERFECT))
    parts = [] if specimen == PERFECT else [f"defect {specimen}"]
    counts, dose = (float(told.get(name, "nan")) for name in ("counts", "dose_e_per_A2"))
    if counts == counts:
        parts.append(f"{counts:.3g} electrons a pixel")
    if dose == dose:
        parts.append(f"{_short(dose)} e/Å²")
    parts += [text.format(f"{told[name]:.3g}") for name, text in _WORDS.items() if told.get(name)]
    return ", ".join(parts)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
