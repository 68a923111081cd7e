"""How well methods of today remove the stripes of the simulated pairs."""

# Of all modes, of the samples of a job.
SAMPLE_TABLES = expand(
    f"{T_RESULTS}/{{mode}}/shards/{{{{samples}}}}.csv", mode=STRIPED_MODES
)


rule compare_baselines:
    input:
        SAMPLE_TABLES,
        images=image_archives(SAMPLE_TABLES),
    output:
        f"{T_RESULTS}/baselines/algotom/{{samples}}.csv",
    log:
        f"{T_LOGS}/compare_baselines/{{samples}}.log",
    conda:
        "../envs/baselines.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        modes=STRIPED_MODES,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        geometry=T_GEOMETRY,
        shifts=TOMOGRAPHY.shifts,
        rows=TOMOGRAPHY.baseline_rows,
        folder=lambda wildcards: RESULTS,
        code=code("compare_baselines"),
    message:
        "Removing the stripes of {wildcards.samples} by algotom's methods"
    script:
        "../scripts/compare_baselines.py"


rule compare_tomopy:
    input:
        SAMPLE_TABLES,
        images=image_archives(SAMPLE_TABLES),
    output:
        f"{T_RESULTS}/baselines/tomopy/{{samples}}.csv",
    log:
        f"{T_LOGS}/compare_tomopy/{{samples}}.log",
    conda:
        "../envs/tomopy.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        modes=STRIPED_MODES,
        samples=lambda wildcards: [int(number) for number in SAMPLES[wildcards.samples]],
        geometry=T_GEOMETRY,
        shifts=TOMOGRAPHY.shifts,
        rows=TOMOGRAPHY.baseline_rows,
        folder=lambda wildcards: RESULTS,
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
        mem_mb=by_attempt(1000),
        runtime=by_attempt(30),
    params:
        code=code("collect_baselines"),
    message:
        "Collecting the comparison of {wildcards.library}'s methods"
    script:
        "../scripts/collect_baselines.py"
