"""Which jobs the sinograms need: samples, scans, parts and their files; no rules."""

from synthscope.core.extremes import at_extremes
from synthscope.tomography.jobs import NEUTRAL, real_scans
from synthscope.tomography.settings import SIMULATED as WITHOUT_SCANS
from synthscope.tomography.settings import (
    ImageSettings,
    SimulationSettings,
    TiltSeriesSettings,
)
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.simulation.memory import simulation_memory_MB
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.tilts.memory import tilt_memory_MB

TOMOGRAPHY = SETTINGS.tomography
SIMULATED_MODES = [m for m in TOMOGRAPHY.modes if m in WITHOUT_SCANS]
STRIPED_MODES = [m for m in SIMULATED_MODES if m != "tilt"]
REAL_MODES = [m for m in TOMOGRAPHY.modes if m not in WITHOUT_SCANS]
PARTS = TOMOGRAPHY.parts
SIMULATION = SimulationSettings.within(TOMOGRAPHY)
TILTS = TiltSeriesSettings.within(TOMOGRAPHY)
_, LARGEST = at_extremes(TILTS)  # of what samples may draw, for memory
T_GEOMETRY = plain(GeometrySettings.within(TOMOGRAPHY))
T_RESULTS = f"{RESULTS}/tomography"
T_LOGS = f"{LOGS}/tomography"
T_HASH = settings_hash([SETTINGS.seed, plain(ASKED.tomography, leave_out=NEUTRAL)])

SAMPLES = group(
    [
        f"{number:04d}"
        for number in range(TOMOGRAPHY.start, TOMOGRAPHY.start + TOMOGRAPHY.samples)
    ],
    SETTINGS.shard_size,
)
SCANS_SIMULATED = not (TOMOGRAPHY.scans or TOMOGRAPHY.hdf_file)
SCAN_NUMBERS = range(1000, 1000 + TOMOGRAPHY.shifts)
MASKS_KNOWN = SCANS_SIMULATED and TOMOGRAPHY.masks.truth
SCANS = {
    f"{TOMOGRAPHY.start + index:04d}": scan
    for index, scan in enumerate(real_scans(TOMOGRAPHY, f"{T_RESULTS}/scans"))
}


wildcard_constraints:
    mode="simple|complex|raw|paired|dynamic|patch|tilt",
    samples=r"\d{4}",
    sample=r"\d{4}",
    shift=r"\d{2}",
    part=r"\d{3}",


def phantom_structures(wildcards):
    """The structures among which the phantom's is; none for spheres."""
    if TOMOGRAPHY.phantom.kind == "spheres":
        return []
    return expand(f"{RESULTS}/structures/{{shard}}.json", shard=SHARDS)


def scan_structures(wildcards):
    """The structures among which that of a simulated scan is; none for a real one."""
    return phantom_structures(wildcards) if SCANS_SIMULATED else []


def scan_file(wildcards):
    return SCANS[wildcards.sample].files[int(wildcards.shift)]


def scan_flats(wildcards):
    given = SCANS[wildcards.sample].flats
    return [given] if given else []


def scan_darks(wildcards):
    given = SCANS[wildcards.sample].darks
    return [given] if given else []


def scan_mask(wildcards):
    given = SCANS[wildcards.sample].mask
    return [given] if given else []


def masks_of_part(wildcards):
    """The masks of a part of a scan, in the modes that need them."""
    if wildcards.mode not in ("paired", "patch"):
        return []
    if MASKS_KNOWN:
        return [true_mask(wildcards.sample, int(wildcards.shift))]
    return [
        f"{T_RESULTS}/masks/{wildcards.sample}-shift{wildcards.shift}-{wildcards.part}.h5"
    ]


def true_mask(sample, shift):
    """The known stripes of a simulated scan."""
    return f"{T_RESULTS}/scans/{sample}/{SCAN_NUMBERS[shift]}-mask.h5"


def masks_of_sample(wildcards):
    """The masks of all shifts of a sample."""
    if MASKS_KNOWN:
        shifts = shifts_of("paired", wildcards.sample)
        return [true_mask(wildcards.sample, shift) for shift in shifts]
    pattern = f"{T_RESULTS}/masks/{{sample}}-shift{{shift}}-{{part}}.h5"
    return parts_of("paired", wildcards.sample, pattern)


def shifts_of(mode, sample):
    """The vertical shifts of a sample; a dynamic scan has but one."""
    return range(1 if mode == "dynamic" else len(SCANS[sample].files))


def parts_of(mode, sample, pattern):
    """A pattern filled in for all parts of all shifts of a sample."""
    return [
        pattern.format(
            mode=mode, sample=sample, shift=f"{shift:02d}", part=f"{part:03d}"
        )
        for shift in shifts_of(mode, sample)
        for part in range(PARTS)
    ]


def ranges_of(wildcards):
    pattern = f"{T_RESULTS}/ranges/{{mode}}/{{sample}}-shift{{shift}}-{{part}}.json"
    return parts_of(wildcards.mode, wildcards.sample, pattern)


def tomography_samples():
    """The tables of all images of a sample, or of several simulated together, in each mode."""
    pattern = f"{T_RESULTS}/{{mode}}/shards/{{sample}}-shift{{shift}}-{{part}}.csv"
    return {
        f"{mode}-{samples}": f"{T_RESULTS}/{mode}/shards/{samples}.csv"
        for mode in SIMULATED_MODES
        for samples in SAMPLES
    } | {
        f"{mode}-{sample}": parts_of(mode, sample, pattern)
        for mode in REAL_MODES
        for sample in SCANS
    }


def tilt_range(job):
    """The geometry of a simulated tilt series; a scan has its own."""
    mode = job.partition("-")[0]
    if mode not in SIMULATED_MODES:
        return {}
    return {"geometry": T_GEOMETRY, "stacks": mode == "tilt"}


def tomography_extras():
    """What else belongs to the data set: masks, and the table of today's methods."""
    masked = {"paired", "patch"} & set(REAL_MODES) and TOMOGRAPHY.masks.archive
    given = [sample for sample, scan in SCANS.items() if not scan.mask]
    compared = TOMOGRAPHY.baselines and STRIPED_MODES
    return [
        *(expand(f"{T_RESULTS}/masks/{{sample}}.npz", sample=given) if masked else []),
        *([f"{T_RESULTS}/baselines_algotom.csv"] if compared else []),
    ]


def tomography_asides():
    """What is made with the data set without being part of it: not every machine has tomopy."""
    compared = TOMOGRAPHY.baselines_tomopy and STRIPED_MODES
    return [f"{T_RESULTS}/baselines_tomopy.csv"] if compared else []
