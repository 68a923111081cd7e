"""Sinograms with and without stripes: from spheres or a structure's atoms, and from real scans."""

from importlib.util import find_spec

from synthscope.tomography.plan import real_scans, real_settings, simulated_settings

TOMOGRAPHY = section("tomography")
SIMULATED_MODES = [m for m in TOMOGRAPHY["modes"] if m in ("simple", "complex")]
REAL_MODES = [m for m in TOMOGRAPHY["modes"] if m not in ("simple", "complex")]
PARTS = TOMOGRAPHY["parts"]
T_RESULTS = f"{RESULTS}/tomography"
T_LOGS = f"{LOGS}/tomography"

SAMPLES = group(
    [
        f"{number:04d}"
        for number in range(
            TOMOGRAPHY["start"], TOMOGRAPHY["start"] + TOMOGRAPHY["samples"]
        )
    ],
    SETTINGS.shard_size,
)
SCANS = {
    f"{TOMOGRAPHY['start'] + index:04d}": scan
    for index, scan in enumerate(real_scans(TOMOGRAPHY, f"{T_RESULTS}/scans"))
}


wildcard_constraints:
    mode="simple|complex|raw|paired|dynamic|patch",
    samples=r"\d{4}",
    sample=r"\d{4}",
    shift=r"\d{2}",
    part=r"\d{3}",


def phantom_structures(wildcards):
    """The structures among which the phantom's is; none for spheres."""
    if TOMOGRAPHY["phantom"]["kind"] == "spheres":
        return []
    return expand(f"{RESULTS}/structures/{{shard}}.json", shard=SHARDS)


def scan_file(wildcards):
    return SCANS[wildcards.sample]["files"][int(wildcards.shift)]


def scan_flats(wildcards):
    given = SCANS[wildcards.sample]["flats"]
    return [given] if given else []


def scan_mask(wildcards):
    given = SCANS[wildcards.sample]["mask"]
    return [given] if given else []


def masks_of_part(wildcards):
    """The masks of a part of a scan, in the modes that need them."""
    if wildcards.mode not in ("paired", "patch"):
        return []
    return [
        f"{T_RESULTS}/masks/{wildcards.sample}-shift{wildcards.shift}-{wildcards.part}.h5"
    ]


def shifts_of(mode, sample):
    """The vertical shifts of a sample; a dynamic scan has but one."""
    return range(1 if mode == "dynamic" else len(SCANS[sample]["files"]))


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
    pattern = T_RESULTS + "/ranges/{mode}/{sample}-shift{shift}-{part}.json"
    return parts_of(wildcards.mode, wildcards.sample, pattern)


def tomography_tables():
    """The tables of all tomography jobs: one row an image file."""
    real = T_RESULTS + "/{mode}/shards/{sample}-shift{shift}-{part}.csv"
    return [
        *expand(
            f"{T_RESULTS}/{{mode}}/shards/{{samples}}.csv",
            mode=SIMULATED_MODES,
            samples=SAMPLES,
        ),
        *[
            path
            for mode in REAL_MODES
            for sample in SCANS
            for path in parts_of(mode, sample, real)
        ],
    ]


def tomography_extras():
    """What else belongs to the data set: masks, and the tables of today's methods."""
    masked = {"paired", "patch"} & set(REAL_MODES) and TOMOGRAPHY["masks"]["archive"]
    given = [sample for sample, scan in SCANS.items() if not scan["mask"]]
    compared = TOMOGRAPHY["baselines"] and SIMULATED_MODES
    libraries = ["algotom", "tomopy"] if find_spec("tomopy") else ["algotom"]
    return [
        *(expand(f"{T_RESULTS}/masks/{{sample}}.npz", sample=given) if masked else []),
        *(
            [
                f"{T_RESULTS}/baselines_{library}.csv"
                for library in libraries
                if compared
            ]
        ),
    ]


rule simulate_sinograms:
    input:
        phantom_structures,
    output:
        f"{T_RESULTS}/{{mode}}/shards/{{samples}}.csv",
    log:
        f"{T_LOGS}/simulate_sinograms/{{mode}}-{{samples}}.log",
    wildcard_constraints:
        mode="simple|complex",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        mode=lambda wildcards: wildcards.mode,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        settings=simulated_settings(TOMOGRAPHY),
        seed=SETTINGS.seed,
        folder=RESULTS,
        code=code("simulate_sinograms"),
        config_hash=hashed("tomography"),
    message:
        "Simulating the {wildcards.mode} sinograms of {wildcards.samples}"
    script:
        "../scripts/simulate_sinograms.py"


rule simulate_scan:
    output:
        expand(
            T_RESULTS + "/scans/{{sample}}/{number}.nxs",
            number=range(1000, 1000 + TOMOGRAPHY["shifts"]),
        ),
    log:
        f"{T_LOGS}/simulate_scan/{{sample}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        sample=lambda wildcards: int(wildcards.sample),
        settings=simulated_settings(TOMOGRAPHY),
        seed=SETTINGS.seed,
        code=code("simulate_scan"),
    message:
        "Simulating a scan of sample {wildcards.sample}"
    script:
        "../scripts/simulate_scan.py"


rule find_stripes:
    input:
        scan=scan_file,
        flats=scan_flats,
        mask=scan_mask,
    output:
        f"{T_RESULTS}/masks/{{sample}}-shift{{shift}}-{{part}}.h5",
    log:
        f"{T_LOGS}/find_stripes/{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000 + TOMOGRAPHY["memory_MB"],
        runtime=240,
    params:
        settings={key: TOMOGRAPHY[key] for key in ("masks", "chunk_size", "memory_MB")},
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        code=code("find_stripes"),
    message:
        "Finding stripes in part {wildcards.part} of {input.scan}"
    script:
        "../scripts/find_stripes.py"


rule archive_masks:
    input:
        lambda wildcards: parts_of(
            "paired",
            wildcards.sample,
            T_RESULTS + "/masks/{sample}-shift{shift}-{part}.h5",
        ),
    output:
        f"{T_RESULTS}/masks/{{sample}}.npz",
    log:
        f"{T_LOGS}/archive_masks/{{sample}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000,
        runtime=120,
    params:
        scans=lambda wildcards: [Path(p).stem for p in SCANS[wildcards.sample]["files"]],
        parts=PARTS,
        code=code("archive_masks"),
    message:
        "Archiving the stripe masks of sample {wildcards.sample}"
    script:
        "../scripts/archive_masks.py"


rule measure_sinograms:
    input:
        scan=scan_file,
        flats=scan_flats,
        masks=masks_of_part,
    output:
        f"{T_RESULTS}/ranges/{{mode}}/{{sample}}-shift{{shift}}-{{part}}.json",
    log:
        f"{T_LOGS}/measure_sinograms/{{mode}}-{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000 + TOMOGRAPHY["memory_MB"],
        runtime=240,
    params:
        mode=lambda wildcards: wildcards.mode,
        sample=lambda wildcards: int(wildcards.sample),
        shift=lambda wildcards: int(wildcards.shift),
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        settings=real_settings(TOMOGRAPHY),
        seed=SETTINGS.seed,
        code=code("measure_sinograms"),
    message:
        "Measuring part {wildcards.part} of {input.scan} for {wildcards.mode} mode"
    script:
        "../scripts/measure_sinograms.py"


rule write_sinograms:
    input:
        scan=scan_file,
        flats=scan_flats,
        masks=masks_of_part,
        ranges=ranges_of,
    output:
        f"{T_RESULTS}/{{mode}}/shards/{{sample}}-shift{{shift}}-{{part}}.csv",
    log:
        f"{T_LOGS}/write_sinograms/{{mode}}-{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=2000 + TOMOGRAPHY["memory_MB"],
        runtime=240,
    params:
        mode=lambda wildcards: wildcards.mode,
        sample=lambda wildcards: int(wildcards.sample),
        shift=lambda wildcards: int(wildcards.shift),
        shifts=lambda wildcards: len(shifts_of(wildcards.mode, wildcards.sample)),
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        settings=real_settings(TOMOGRAPHY),
        seed=SETTINGS.seed,
        folder=RESULTS,
        code=code("write_sinograms"),
        config_hash=hashed("tomography"),
    message:
        "Writing the {wildcards.mode} sinograms of part {wildcards.part} of {input.scan}"
    script:
        "../scripts/write_sinograms.py"


rule compare_baselines:
    input:
        expand(f"{T_RESULTS}/{{mode}}/shards/{{{{samples}}}}.csv", mode=SIMULATED_MODES),
    output:
        f"{T_RESULTS}/baselines/algotom/{{samples}}.csv",
    log:
        f"{T_LOGS}/compare_baselines/{{samples}}.log",
    conda:
        "../envs/baselines.yaml"
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        modes=SIMULATED_MODES,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        size=TOMOGRAPHY["size"],
        angles_deg=TOMOGRAPHY["angles_deg"],
        shifts=TOMOGRAPHY["shifts"],
        rows=TOMOGRAPHY["baseline_rows"],
        folder=RESULTS,
        code=code("compare_baselines"),
    message:
        "Removing the stripes of {wildcards.samples} by algotom's methods"
    script:
        "../scripts/compare_baselines.py"


rule compare_tomopy:
    input:
        expand(f"{T_RESULTS}/{{mode}}/shards/{{{{samples}}}}.csv", mode=SIMULATED_MODES),
    output:
        f"{T_RESULTS}/baselines/tomopy/{{samples}}.csv",
    log:
        f"{T_LOGS}/compare_tomopy/{{samples}}.log",
    conda:
        "../envs/tomopy.yaml"
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        modes=SIMULATED_MODES,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        size=TOMOGRAPHY["size"],
        angles_deg=TOMOGRAPHY["angles_deg"],
        shifts=TOMOGRAPHY["shifts"],
        rows=TOMOGRAPHY["baseline_rows"],
        folder=RESULTS,
        code=code("compare_tomopy"),
    message:
        "Removing the stripes of {wildcards.samples} by tomopy's methods"
    script:
        "../scripts/compare_tomopy.py"


rule collect_baselines:
    input:
        lambda wildcards: expand(
            f"{T_RESULTS}/baselines/{wildcards.library}/{{samples}}.csv",
            samples=SAMPLES,
        ),
    output:
        f"{T_RESULTS}/baselines_{{library}}.csv",
    log:
        f"{T_LOGS}/collect_baselines/{{library}}.log",
    wildcard_constraints:
        library="algotom|tomopy",
    conda:
        "../envs/baselines.yaml"
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        code=code("collect_baselines"),
    message:
        "Collecting the comparison of {wildcards.library}'s methods"
    script:
        "../scripts/collect_baselines.py"
