"""HAADF images: multislice, then what a microscope makes of it, in the atomagined layout."""

from synthscope.haadf.checks import (
    distorting_mb,
    frames_fit,
    settings_remarks as haadf_remarks,
    unfit,
)
from synthscope.haadf.sets import wanted_views
from synthscope.haadf.stages import (
    count_lenses,
    shown_conditions,
    shown_specimens,
    simulation_settings,
)

HAADF = SETTINGS.haadf

if "haadf" in SETTINGS.products:
    for line in haadf_remarks(HAADF):
        note(line)

RETRIEVAL = "retrieval" in HAADF.sets
SIMULATED = plain(simulation_settings(HAADF))
UNFIT = "" if frames_fit(HAADF) else unfit(HAADF, "the specimen does not repeat")
SPECIMENS = shown_specimens(HAADF)
SIMULATION_CODE = code("simulate_haadf", "scattering", "vibrations")


rule select_retrieval:
    input:
        catalog=rules.build_catalog.output[0],
        views=rules.build_views.output[0],
        structures=expand(STRUCTURES, shard=SHARDS),
    output:
        f"{RESULTS}/haadf/selection.csv",
    log:
        f"{LOGS}/select_retrieval.log",
    conda:
        "../envs/haadf.yaml"
    resources:
        mem_mb=by_attempt(HAADF.memory_mb),
        runtime=by_attempt(240),
    params:
        settings=plain(
            HAADF.retrieval, leave_out={"target_conditions", "choice_conditions"}
        ),
        simulated=SIMULATED,
        specimens=SPECIMENS,
        seed=SETTINGS.seed,
        code=code("select_retrieval"),
    message:
        f"Choosing targets and choices of {SETTINGS.dataset}"
    script:
        "../scripts/select_retrieval.py"


rule simulate_haadf:
    input:
        structures=rules.check_structures.output.structures,
        views=rules.list_views.output[0],
        selection=rules.select_retrieval.output if RETRIEVAL else [],
    output:
        simulations=f"{RESULTS}/haadf/simulations/{{shard}}.h5",
        skipped_views=f"{RESULTS}/haadf/simulations/{{shard}}.csv",
    log:
        f"{LOGS}/simulate_haadf/{{shard}}.log",
    conda:
        "../envs/multislice-cuda.yaml" if on_gpu(HAADF) else "../envs/haadf.yaml"
    resources:
        mem_mb=by_attempt(waves_mb(HAADF)),
        runtime=by_attempt(1440),
        gpu=int(on_gpu(HAADF)),
    params:
        settings=SIMULATED,
        specimens=SPECIMENS,
        lenses=count_lenses(HAADF),
        unfit=UNFIT,
        seed=SETTINGS.seed,
        code=SIMULATION_CODE,
    message:
        "Multislice through the views of {wildcards.shard}"
    script:
        "../scripts/simulate_haadf.py"


rule distort_haadf:
    input:
        simulations=rules.simulate_haadf.output.simulations,
        structures=rules.check_structures.output.structures,
    output:
        f"{RESULTS}/haadf/shards/{{shard}}.csv",
        **image_archive(f"{RESULTS}/haadf/shards/{{shard}}"),
    log:
        f"{LOGS}/distort_haadf/{{shard}}.log",
    conda:
        "../envs/haadf.yaml"
    resources:
        mem_mb=by_attempt(
            distorting_mb(HAADF, max(map(len, shown_conditions(HAADF).values())))
        ),
        runtime=by_attempt(240),
    params:
        settings=plain(ASKED.haadf),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=settings_hash([SIMULATION_CODE, code("distort_haadf")]),
        config_hash=hashed(ASKED.haadf),
    message:
        "Distorting and writing the images of {wildcards.shard}"
    script:
        "../scripts/distort_haadf.py"


rule check_haadf:
    input:
        tables=expand(f"{RESULTS}/haadf/shards/{{shard}}.csv", shard=SHARDS),
        skipped_views=expand(f"{RESULTS}/haadf/simulations/{{shard}}.csv", shard=SHARDS),
    output:
        f"{RESULTS}/haadf/skipped_views.csv",
    log:
        f"{LOGS}/check_haadf.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        wanted=wanted_views(HAADF),
        code=code("check_haadf"),
    message:
        f"Comparing the HAADF images of {SETTINGS.dataset} with what was asked for"
    script:
        "../scripts/check_haadf.py"


add_product(
    "haadf",
    of_shards("haadf"),
    extras=[f"{RESULTS}/haadf/selection.csv"] if RETRIEVAL else [],
    intermediates=["simulations"],
    skipped_views=[f"{RESULTS}/haadf/skipped_views.csv"],
)
