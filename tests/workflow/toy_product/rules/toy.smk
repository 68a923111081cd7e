"""Atoms counted on a grid."""


rule draw_toy:
    input:
        structures=rules.check_structures.output.structures,
    output:
        f"{RESULTS}/toy/shards/{{shard}}.csv",
    log:
        f"{LOGS}/draw_toy/{{shard}}.log",
    conda:
        "../envs/toy.yaml"
    resources:
        mem_mb=by_attempt(1500),
        runtime=by_attempt(120),
    params:
        settings=plain(SETTINGS.toy),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("draw_toy"),
        config_hash=hashed(SETTINGS.toy),
    message:
        "Counting the atoms of {wildcards.shard}"
    script:
        "../scripts/draw_toy.py"


add_product("toy", of_shards("toy"))
