"""HAADF images: multislice, then what a microscope makes of it, in the atomagined layout."""

from synthscope.haadf.checks import check_section, distorting_mb
from synthscope.haadf.conditions import (
    PERFECT,
    check_frames,
    conditions,
    named,
    needed_specimens,
)

HAADF = section("haadf")

# What a simulation depends on; the rest of the section only changes what is made of it.
CONDITIONS = conditions(HAADF["conditions"], HAADF["comb2_defect"])
RETRIEVAL = "retrieval" in HAADF["splits"]
SHOWN = {
    "general": HAADF["general"]["conditions"],
    "choices": HAADF["retrieval"]["choice_conditions"],
    "targets": HAADF["retrieval"]["target_conditions"],
}
# Sets that are not made need no specimens.
SHOWN = {
    name: names
    for name, names in SHOWN.items()
    if ("general" if name == "general" else "retrieval") in HAADF["splits"]
}
WANTED = (
    {
        "choices": HAADF["retrieval"]["prototypes"] * HAADF["retrieval"]["views"],
        "targets": HAADF["retrieval"]["targets"],
    }
    if RETRIEVAL
    else {}
)

if "haadf" in SETTINGS.products:
    try:
        check_section(HAADF)
        check_frames(named(sum(SHOWN.values(), []), CONDITIONS), HAADF["pixels"])
    except InputError as error:
        raise WorkflowError(str(error))

ON_GPU = HAADF["device"] == "cuda"
CUDA_MB = 4000  # a reserve for the GPU's library and driver

LATER = {"files", "conditions", "comb2_defect", "general", "retrieval", "peak_reach_px"}
SIMULATED = {key: value for key, value in HAADF.items() if key not in LATER} | {
    "specimens": {
        part: needed_specimens(named(names, CONDITIONS))
        for part, names in SHOWN.items()
    }
}
if not any(set(shown) - {PERFECT} for shown in SIMULATED["specimens"].values()):
    del SIMULATED["defects"]

SIMULATION_CODE = code("simulate_haadf", "scattering", "vibrations")


rule select_retrieval:
    input:
        catalog=rules.build_catalog.output[0],
        views=rules.build_views.output[0],
        structures=expand(rules.check_structures.output.structures, shard=SHARDS),
    output:
        f"{RESULTS}/haadf/selection.csv",
    log:
        f"{LOGS}/select_retrieval.log",
    conda:
        "../envs/haadf.yaml"
    resources:
        mem_mb=HAADF["memory_mb"],
        runtime=240,
    params:
        settings=HAADF["retrieval"],
        simulated=SIMULATED,
        seed=SETTINGS.seed,
        code=code("select_retrieval"),
    message:
        "Choosing targets and choices of {SETTINGS.dataset}"
    script:
        "../scripts/select_retrieval.py"


rule simulate_haadf:
    input:
        structures=rules.check_structures.output.structures,
        views=rules.list_views.output[0],
        selection=rules.select_retrieval.output if RETRIEVAL else [],
    output:
        simulations=f"{RESULTS}/haadf/simulations/{{shard}}.h5",
        left_out=f"{RESULTS}/haadf/simulations/{{shard}}.csv",
    log:
        f"{LOGS}/simulate_haadf/{{shard}}.log",
    conda:
        "../envs/haadf-cuda.yaml" if ON_GPU else "../envs/haadf.yaml"
    resources:
        mem_mb=HAADF["memory_mb"] + (CUDA_MB if ON_GPU else 0),
        runtime=1440,
        gpu=int(ON_GPU),
    params:
        settings=SIMULATED,
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
    log:
        f"{LOGS}/distort_haadf/{{shard}}.log",
    conda:
        "../envs/haadf.yaml"
    resources:
        mem_mb=distorting_mb(HAADF, max(map(len, SHOWN.values()))),
        runtime=240,
    params:
        settings=HAADF,
        seed=SETTINGS.seed,
        code=settings_hash([SIMULATION_CODE, code("distort_haadf")]),
        config_hash=hashed("haadf"),
    message:
        "Distorting and writing the images of {wildcards.shard}"
    script:
        "../scripts/distort_haadf.py"


rule check_haadf:
    input:
        tables=expand(rules.distort_haadf.output, shard=SHARDS),
        left_out=expand(rules.simulate_haadf.output.left_out, shard=SHARDS),
    output:
        f"{RESULTS}/haadf/left_out.csv",
    log:
        f"{LOGS}/check_haadf.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        wanted=WANTED,
        code=code("check_haadf"),
    message:
        "Comparing the HAADF images of {SETTINGS.dataset} with what was asked for"
    script:
        "../scripts/check_haadf.py"
