"""Convergent-beam electron diffraction: batches of stacks in the layout of SMC-2019 and STEMDL."""

from synthscope.cbed.batches import batch_numbers
from synthscope.cbed.checks import check_settings

CBED = SETTINGS.cbed

if "cbed" in SETTINGS.products:
    try:
        check_settings(CBED)
    except InputError as error:
        raise WorkflowError(str(error))

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
        "../envs/cbed.yaml"
    resources:
        mem_mb=by_attempt(CBED.memory_mb),
        runtime=by_attempt(1440),
    params:
        sources=lambda wildcards: [
            SOURCES[key].to_dict() for key in BATCHES[wildcards.batch]
        ],
        number=lambda wildcards: BATCH_NUMBERS[wildcards.batch],
        settings=plain(CBED),
        fractions=SETTINGS.package.splits,
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("simulate_cbed", "scattering", "vibrations"),
        # The parts decide which file a sample stands in.
        config_hash=hashed(CBED, SETTINGS.package.splits),
    message:
        "Diffraction patterns of the structures from {wildcards.batch} on"
    script:
        "../scripts/simulate_cbed.py"


add_product("cbed", {batch: f"{RESULTS}/cbed/shards/{batch}.csv" for batch in BATCHES})
