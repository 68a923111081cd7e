"""Convergent-beam electron diffraction: batches of stacks in the layout of SMC-2019 and STEMDL."""

from synthscope.cbed.batches import batch_numbers
from synthscope.cbed.detection import recording_mb
from synthscope.core.extremes import at_extremes

CBED = SETTINGS.cbed
# Clean patterns do not depend on the cameras that record them.
CLEAN_CBED = plain(CBED, leave_out={"detection"})
CLEAN_HASHED = [SETTINGS.seed, CLEAN_CBED, SETTINGS.package.splits]
CBED_CODE = code("simulate_cbed", "scattering", "vibrations")
DETECTED = f"{RESULTS}/cbed/detected"
RECORDING_MB = max(
    (
        recording_mb(at_extremes(camera)[1], CBED.size_px, CBED.directions.orientations)
        for camera in CBED.detection.values()
    ),
    default=0,
)

# A batch is what stands in one file, so its size belongs to the data set; shards do not.
BATCHES = group(SOURCES, CBED.batch_size) if "cbed" in SETTINGS.products else {}
BATCH_NUMBERS = batch_numbers(BATCHES)
SHARD_OF = {key: shard for shard, keys in SHARDS.items() for key in keys}
BATCH_SHARDS = {
    batch: sorted({SHARD_OF[key] for key in keys}) for batch, keys in BATCHES.items()
}


rule simulate_cbed:
    input:
        structures=lambda wildcards: expand(
            STRUCTURES, shard=BATCH_SHARDS[wildcards.batch]
        ),
        rows=lambda wildcards: expand(CATALOGS, shard=BATCH_SHARDS[wildcards.batch]),
    output:
        f"{RESULTS}/cbed/shards/{{batch}}.csv",
        **image_archive(f"{RESULTS}/cbed/shards/{{batch}}"),
    log:
        f"{LOGS}/simulate_cbed/{{batch}}.log",
    wildcard_constraints:
        batch=r"[A-Za-z0-9][A-Za-z0-9_.-]*",
    conda:
        "../envs/cbed-cuda.yaml" if on_gpu(CBED) else "../envs/cbed.yaml"
    resources:
        mem_mb=by_attempt(waves_mb(CBED)),
        runtime=by_attempt(1440),
        gpu=int(on_gpu(CBED)),
    params:
        sources=lambda wildcards: [
            SOURCES[key].to_dict() for key in BATCHES[wildcards.batch]
        ],
        number=lambda wildcards: BATCH_NUMBERS[wildcards.batch],
        settings=CLEAN_CBED,
        fractions=SETTINGS.package.splits,
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=CBED_CODE,
        # The parts decide which file a sample stands in.
        config_hash=settings_hash(CLEAN_HASHED),
    message:
        "Diffraction patterns of the structures from {wildcards.batch} on"
    script:
        "../scripts/simulate_cbed.py"


rule expose_cbed:
    input:
        table=f"{RESULTS}/cbed/shards/{{batch}}.csv",
        images=image_archives([f"{RESULTS}/cbed/shards/{{batch}}.csv"]),
    output:
        f"{DETECTED}/{{condition}}/shards/{{batch}}.csv",
        **image_archive(f"{DETECTED}/{{condition}}/shards/{{batch}}"),
    log:
        f"{LOGS}/expose_cbed/{{condition}}-{{batch}}.log",
    wildcard_constraints:
        condition=r"[a-z][a-z0-9_]*",
        batch=r"[A-Za-z0-9][A-Za-z0-9_.-]*",
    conda:
        "../envs/cbed.yaml"
    resources:
        mem_mb=by_attempt(RECORDING_MB),
        runtime=by_attempt(240),
    params:
        condition=lambda wildcards: wildcards.condition,
        number=lambda wildcards: BATCH_NUMBERS[wildcards.batch],
        settings=lambda wildcards: plain(CBED.detection[wildcards.condition]),
        aberrations=plain(CBED.aberrations),
        positions=plain(CBED.positions),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=settings_hash([CBED_CODE, code("expose_cbed")]),
        config_hash=lambda wildcards: settings_hash(
            [
                *CLEAN_HASHED,
                {wildcards.condition: plain(CBED.detection[wildcards.condition])},
            ]
        ),
    message:
        "Recording the patterns from {wildcards.batch} on as {wildcards.condition}"
    script:
        "../scripts/expose_cbed.py"


add_product(
    "cbed",
    {
        batch: [
            f"{RESULTS}/cbed/shards/{batch}.csv",
            *(f"{DETECTED}/{name}/shards/{batch}.csv" for name in CBED.detection),
        ]
        for batch in BATCHES
    },
    intermediates=["detected/*/shards"],
)
