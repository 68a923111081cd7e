"""Sinograms with and without stripes: from spheres or a structure's atoms, and from real scans."""


rule simulate_sinograms:
    input:
        phantom_structures,
    output:
        f"{T_RESULTS}/{{mode}}/shards/{{samples}}.csv",
        **image_archive(f"{T_RESULTS}/{{mode}}/shards/{{samples}}"),
    log:
        f"{T_LOGS}/simulate_sinograms/{{mode}}-{{samples}}.log",
    wildcard_constraints:
        mode="simple|complex",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(1000 + simulation_memory_MB(LARGEST)),
        runtime=by_attempt(240),
    params:
        mode=lambda wildcards: wildcards.mode,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        settings=plain(SIMULATION),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("simulate_sinograms"),
        config_hash=T_HASH,
    message:
        "Simulating the {wildcards.mode} sinograms of {wildcards.samples}"
    script:
        "../scripts/simulate_sinograms.py"


rule simulate_tilts:
    input:
        phantom_structures,
    output:
        f"{T_RESULTS}/tilt/shards/{{samples}}.csv",
        **image_archive(f"{T_RESULTS}/tilt/shards/{{samples}}"),
    log:
        f"{T_LOGS}/simulate_tilts/{{samples}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(1000 + tilt_memory_MB(LARGEST)),
        runtime=by_attempt(240),
    params:
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        settings=plain(TILTS),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("simulate_tilts"),
        config_hash=T_HASH,
    message:
        "Simulating the tilt series of {wildcards.samples}"
    script:
        "../scripts/simulate_tilts.py"


rule simulate_scan:
    input:
        phantom_structures,
    output:
        scans=expand(
            f"{T_RESULTS}/scans/{{{{sample}}}}/{{number}}.nxs", number=SCAN_NUMBERS
        ),
        truths=expand(
            f"{T_RESULTS}/scans/{{{{sample}}}}/{{number}}-mask.h5", number=SCAN_NUMBERS
        ),
    log:
        f"{T_LOGS}/simulate_scan/{{sample}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(1000 + simulation_memory_MB(LARGEST)),
        runtime=by_attempt(240),
    params:
        sample=lambda wildcards: int(wildcards.sample),
        settings=plain(SIMULATION),
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
        darks=scan_darks,
        mask=scan_mask,
    output:
        f"{T_RESULTS}/masks/{{sample}}-shift{{shift}}-{{part}}.h5",
    log:
        f"{T_LOGS}/find_stripes/{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(2000 + TOMOGRAPHY.memory_MB),
        runtime=by_attempt(240),
    params:
        settings=plain(MaskSettings.within(TOMOGRAPHY.masks)),
        weights=TOMOGRAPHY.masks.weights,
        chunk_size=TOMOGRAPHY.chunk_size,
        memory_MB=TOMOGRAPHY.memory_MB,
        reading=plain(TOMOGRAPHY.reading),
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        code=code("find_stripes"),
    message:
        "Finding stripes in part {wildcards.part} of {input.scan}"
    script:
        "../scripts/find_stripes.py"


rule archive_masks:
    input:
        masks=masks_of_sample,
        add_to=[TOMOGRAPHY.masks.add_to] if TOMOGRAPHY.masks.add_to else [],
    output:
        f"{T_RESULTS}/masks/{{sample}}.npz",
    log:
        f"{T_LOGS}/archive_masks/{{sample}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(120),
    params:
        scans=lambda wildcards: [Path(p).stem for p in SCANS[wildcards.sample].files],
        parts=1 if MASKS_KNOWN else PARTS,
        weights=TOMOGRAPHY.masks.weights,
        code=code("archive_masks"),
    message:
        "Archiving the stripe masks of sample {wildcards.sample}"
    script:
        "../scripts/archive_masks.py"


rule measure_sinograms:
    input:
        scan=scan_file,
        flats=scan_flats,
        darks=scan_darks,
        masks=masks_of_part,
    output:
        f"{T_RESULTS}/ranges/{{mode}}/{{sample}}-shift{{shift}}-{{part}}.json",
    log:
        f"{T_LOGS}/measure_sinograms/{{mode}}-{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(2000 + TOMOGRAPHY.memory_MB),
        runtime=by_attempt(240),
    params:
        mode=lambda wildcards: wildcards.mode,
        sample=lambda wildcards: int(wildcards.sample),
        shift=lambda wildcards: int(wildcards.shift),
        reading=plain(TOMOGRAPHY.reading),
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        settings=plain(ImageSettings.within(TOMOGRAPHY)),
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
        darks=scan_darks,
        masks=masks_of_part,
        ranges=ranges_of,
        structures=scan_structures,
    output:
        f"{T_RESULTS}/{{mode}}/shards/{{sample}}-shift{{shift}}-{{part}}.csv",
        **image_archive(
            f"{T_RESULTS}/{{mode}}/shards/{{sample}}-shift{{shift}}-{{part}}"
        ),
    log:
        f"{T_LOGS}/write_sinograms/{{mode}}-{{sample}}-{{shift}}-{{part}}.log",
    conda:
        "../envs/tomography.yaml"
    resources:
        mem_mb=by_attempt(2000 + TOMOGRAPHY.memory_MB),
        runtime=by_attempt(240),
    params:
        mode=lambda wildcards: wildcards.mode,
        sample=lambda wildcards: int(wildcards.sample),
        shift=lambda wildcards: int(wildcards.shift),
        shifts=lambda wildcards: len(shifts_of(wildcards.mode, wildcards.sample)),
        simulation=plain(SIMULATION) if SCANS_SIMULATED else None,
        structure=TOMOGRAPHY.phantom.structure,
        reading=plain(TOMOGRAPHY.reading),
        part=lambda wildcards: int(wildcards.part),
        parts=PARTS,
        settings=plain(ImageSettings.within(TOMOGRAPHY)),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("write_sinograms"),
        config_hash=T_HASH,
    message:
        "Writing the {wildcards.mode} sinograms of part {wildcards.part} of {input.scan}"
    script:
        "../scripts/write_sinograms.py"


add_product(
    "tomography",
    tomography_samples(),
    extras=tomography_extras(),
    asides=tomography_asides(),
    intermediates=[
        "baselines",
        "baselines_tomopy.csv",
        "masks/*.h5",
        "ranges",
        "scans",
    ],
    about=tilt_range,
)
