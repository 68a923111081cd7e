"""4D-STEM: a diffraction pattern at each position of a scan over every view."""

from synthscope.stem4d.checks import settings_remarks as stem4d_remarks

STEM4D = SETTINGS.stem4d

if "stem4d" in SETTINGS.products:
    for line in stem4d_remarks(STEM4D):
        note(line)


rule simulate_stem4d:
    input:
        structures=rules.check_structures.output.structures,
        views=rules.list_views.output[0],
    output:
        f"{RESULTS}/stem4d/shards/{{shard}}.csv",
        **image_archive(f"{RESULTS}/stem4d/shards/{{shard}}"),
        skipped_views=f"{RESULTS}/stem4d/skipped/{{shard}}.csv",
    log:
        f"{LOGS}/simulate_stem4d/{{shard}}.log",
    conda:
        "../envs/multislice-cuda.yaml" if on_gpu(STEM4D) else "../envs/stem4d.yaml"
    resources:
        mem_mb=by_attempt(waves_mb(STEM4D)),
        runtime=by_attempt(1440),
        gpu=int(on_gpu(STEM4D)),
    params:
        settings=plain(STEM4D),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("simulate_stem4d", "scattering", "vibrations"),
        config_hash=hashed(STEM4D),
    message:
        "Diffraction patterns over the views of {wildcards.shard}"
    script:
        "../scripts/simulate_stem4d.py"


rule check_stem4d:
    input:
        tables=expand(f"{RESULTS}/stem4d/shards/{{shard}}.csv", shard=SHARDS),
        skipped_views=expand(f"{RESULTS}/stem4d/skipped/{{shard}}.csv", shard=SHARDS),
    output:
        f"{RESULTS}/stem4d/skipped_views.csv",
    log:
        f"{LOGS}/check_stem4d.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        code=code("check_stem4d"),
    message:
        f"Comparing the 4D-STEM scans of {SETTINGS.dataset} with what was asked for"
    script:
        "../scripts/check_stem4d.py"


add_product(
    "stem4d",
    of_shards("stem4d"),
    intermediates=["skipped"],
    skipped_views=[f"{RESULTS}/stem4d/skipped_views.csv"],
)
