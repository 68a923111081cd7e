"""How near the noise and the column means of simulated scans are to those of a real one.

    PYTHONPATH=scripts python benchmarks/sinogram_statistics.py tooth.h5

The real scan is the tooth that tomopy ships (APS; `source/tomopy/data/tooth.h5` of its repository:
181 angles, 2 rows, 640 columns, 10 flat fields). Simulated are scans of its shape and attenuation,
with the defaults of complex mode and with `config/presets/beamline.yaml` without its faults: three
samples of 24 rows. The sample itself, a tooth here and spheres there, is most of the column means
below 0.1 cycles a pixel.
"""

import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import yaml

from synthscope.settings.load import load
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.fault_settings import FaultSettings

PRESET = Path(__file__).parents[1] / "config" / "presets" / "beamline.yaml"
ROWS, SEEDS = 24, (1, 2, 3)
SHAPE = {"size": 453, "rows": ROWS, "columns": 640, "angles": 181, "angles_deg": (0.0, 179.0)}
LIKE_IT = SHAPE | {"shifts": 1, "flats_number": 10, "attenuation": 1.9, "objects": 100}
BANDS = ((0.02, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.35), (0.35, 0.5))
DEPTHS = ((-0.1, 0.02), (0.3, 0.6), (0.8, 1.1), (1.2, 1.6))
AIR = 40  # columns at either side that the sample does not reach


def statistics(counts, flats, dark=0.0) -> dict[str, float]:
    """Of the counts (angles, rows, columns) of projections and (flats, rows, columns) of flats."""
    beam = flats.mean(axis=0) - dark
    integrals = -np.log(np.maximum(counts - dark, 0.5) / beam)
    found = {"noise of a flat field / its mean": float(np.median(flats.std(0, ddof=1) / beam))}
    air = np.concatenate([integrals[..., :AIR], integrals[..., -AIR:]], axis=-1)
    found["noise in air, over the angles"] = float(air.std(axis=0).mean())
    # In mixed differences over angles and columns little is left of sample and stripes.
    corners = [
        integrals[1 - a : len(integrals) - a, :, b : 639 + b] for a in (0, 1) for b in (0, 1)
    ]
    mixed = corners[0] - corners[1] - corners[2] + corners[3]
    around = np.mean(corners, axis=0)
    for low, high in DEPTHS:
        part = np.abs(mixed[(around > low) & (around < high)])
        found[f"noise where −ln(I/I0) is {low} to {high}"] = float(np.median(part)) / 0.6745 / 2
    for band, size in zip(BANDS, spectrum(integrals.mean(axis=0))):
        found[f"column means, {band[0]} to {band[1]} cycles/px"] = size
    return found


def spectrum(means) -> list[float]:
    """Root mean square of column means (rows, columns) in each band, by a Hann window."""
    window = np.hanning(means.shape[1])
    waves = np.fft.rfft((means - means.mean(axis=1, keepdims=True)) * window)
    power = (2 * np.abs(waves) ** 2 / len(window) / (window**2).sum()).mean(axis=0)
    places = np.fft.rfftfreq(len(window))
    return [float(np.sqrt(power[(places >= a) & (places < b)].sum())) for a, b in BANDS]


def simulated(settings: SimulationSettings, seed: int) -> dict[str, float]:
    beam = beamline_of(settings, phantom_of(settings, seed, 0)[0], seed, 0)
    seen = [beam.detector_row(row, 0) for row in range(ROWS)]
    flats = np.stack([beam.flat_frame(number)[seen] for number in range(beam.flat_frames)])
    counts = np.stack([row.counts[0] for row in beam.views([0])], axis=1)
    return statistics(counts, flats)


def measured(path: Path) -> dict[str, float]:
    with h5py.File(path) as file:
        group = file["exchange"]
        dark = group["data_dark"][:].mean(axis=0)
        return statistics(group["data"][:], group["data_white"][:], dark)


def main(path: Path) -> None:
    preset = SimulationSettings.within(load(yaml.safe_load(PRESET.read_text())).tomography)
    quiet = replace(preset.artefacts, drift=replace(preset.artefacts.drift, flats_after=0))
    like_preset = replace(preset, faults=FaultSettings(), artefacts=quiet, **LIKE_IT)
    columns = {"real": measured(path)}
    for name, settings in (
        ("defaults", SimulationSettings(**LIKE_IT)),
        ("preset", like_preset),
    ):
        each = [simulated(settings, seed) for seed in SEEDS]
        columns[name] = {key: np.sqrt(np.mean([x[key] ** 2 for x in each])) for key in each[0]}
    print(f"{'':46}{'real':>10}{'defaults':>18}{'preset':>18}")
    for key, real in columns["real"].items():
        text = f"{key:46}{real:10.5f}"
        for name in ("defaults", "preset"):
            text += f"{columns[name][key]:10.5f} {columns[name][key] / real - 1:+6.0%} "
        print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
