"""How near the noise and the column means of simulated scans are to those of a real one.

    PYTHONPATH=scripts python benchmarks/sinogram_statistics.py tooth.h5

The real scan is the tooth that tomopy ships (APS; `source/tomopy/data/tooth.h5` of its repository:
181 angles, 2 rows, 640 columns, 10 flat fields). Simulated are scans of its shape and attenuation,
with the defaults of complex mode and with `config/presets/beamline.yaml` without its faults: three
samples of 24 rows, as wide as the tooth.

The samples, a tooth here and spheres there, are kept out of what is compared. Column means are
those of the columns that the sample never reaches; over the whole width they are printed as well,
beside those of the spheres alone, which are most of them below 0.1 cycles a pixel. Noise is
measured in differences over angles of second differences over columns: in first differences over
columns the edges of spheres are up to a quarter of what is seen.
"""

import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import yaml
from scipy.ndimage import uniform_filter1d

from synthscope.settings.load import load
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.fault_settings import FaultSettings

PRESET = Path(__file__).parents[1] / "config" / "presets" / "beamline.yaml"
ROWS, SEEDS = 24, (1, 2, 3)
SHAPE = {"size": 300, "rows": ROWS, "columns": 640, "angles": 181, "angles_deg": (0.0, 179.0)}
LIKE_IT = SHAPE | {"shifts": 1, "flats_number": 10, "attenuation": 1.9, "objects": 100}
BANDS = ((0.02, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.35), (0.35, 0.5))
DEPTHS = ((-0.1, 0.02), (0.3, 0.6), (0.8, 1.1), (1.2, 1.6))
WINDOW = 100  # columns that a spectrum in air is taken of, and again half a window further
SMOOTH, MOST_IN_AIR, MARGIN = 15, 0.03, 10  # columns, −ln(I/I0), columns


def statistics(counts, flats, dark=0.0) -> dict[str, float]:
    """Of the counts (angles, rows, columns) of projections and (flats, rows, columns) of flats."""
    beam = flats.mean(axis=0) - dark
    integrals = -np.log(np.maximum(counts - dark, 0.5) / beam)
    sides = air(integrals)
    found = {"noise of a flat field / its mean": float(np.median(flats.std(0, ddof=1) / beam))}
    over_angles = np.concatenate([side.std(axis=0) for side in sides], axis=-1)
    found["noise in air, over the angles"] = float(over_angles.mean())
    found |= noise_by_depth(integrals)
    windows = [window for side in sides for window in cut(side.mean(axis=0))]
    found |= named(spectrum(np.concatenate(windows)), "in air")
    return found | named(spectrum(integrals.mean(axis=0)), "with the sample")


def air(integrals) -> list:
    """(angles, rows, columns) left and right of all that the sample reaches."""
    most = uniform_filter1d(integrals.mean(axis=1), SMOOTH, axis=1).max(axis=0)
    reached = np.flatnonzero(most > MOST_IN_AIR)
    return [integrals[..., : reached[0] - MARGIN], integrals[..., reached[-1] + 1 + MARGIN :]]


def noise_by_depth(integrals) -> dict[str, float]:
    """Of a pixel, by differences over angles and columns, in which little is left of sample and
    stripes."""
    curved = integrals[..., :-2] - 2 * integrals[..., 1:-1] + integrals[..., 2:]
    mixed = (curved[1:] - curved[:-1]) / np.sqrt(12)
    around = (integrals[1:, :, 1:-1] + integrals[:-1, :, 1:-1]) / 2
    found = {}
    for low, high in DEPTHS:
        part = np.abs(mixed[(around > low) & (around < high)])
        found[f"noise where −ln(I/I0) is {low} to {high}"] = float(np.median(part)) / 0.6745
    return found


def cut(means) -> list:
    """Windows (rows, WINDOW) of column means, which overlap by half or more and cover all."""
    room = means.shape[1] - WINDOW
    starts = np.linspace(0, room, -(-room // (WINDOW // 2)) + 1).astype(int)
    return [means[:, start : start + WINDOW] for start in starts]


def named(sizes: list[float], where: str) -> dict[str, float]:
    return {f"column means {where}, {a} to {b} /px": size for (a, b), size in zip(BANDS, sizes)}


def spectrum(means) -> list[float]:
    """Root mean square of column means (rows, columns) in each band, by a Hann window."""
    window = np.hanning(means.shape[1])
    level = (means * window).sum(axis=1, keepdims=True) / window.sum()
    waves = np.fft.rfft((means - level) * window)
    power = (2 * np.abs(waves) ** 2 / len(window) / (window**2).sum()).mean(axis=0)
    places = np.fft.rfftfreq(len(window))
    return [float(np.sqrt(power[(places >= a) & (places < b)].sum())) for a, b in BANDS]


def simulated(settings: SimulationSettings, seed: int) -> dict[str, float]:
    beam = beamline_of(settings, phantom_of(settings, seed, 0)[0], seed, 0)
    seen = [beam.detector_row(row, 0) for row in range(ROWS)]
    flats = np.stack([beam.flat_frame(number)[seen] for number in range(beam.flat_frames)])
    views = [(row.counts, row.passing.arriving) for row in beam.views([0])]
    counts, passing = (np.stack(each, axis=1) for each in zip(*views))
    alone = spectrum(-np.log(passing).mean(axis=0))
    return statistics(counts, flats) | named(alone, "of spheres alone")


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
    for key in columns["preset"]:
        real = columns["real"].get(key)
        text = f"{key:46}" + (f"{real:10.5f}" if real else " " * 10)
        for name in ("defaults", "preset"):
            text += f"{columns[name][key]:10.5f}"
            text += f" {columns[name][key] / real - 1:+6.0%} " if real else " " * 8
        print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
