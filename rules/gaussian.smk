"""Gaussian renderings of the structures in all orientations, with every type of label."""


rule render_gaussian:
    input:
        structures=rules.check_structures.output.structures,
    output:
        f"{RESULTS}/gaussian/shards/{{shard}}.csv",
        **image_archive(f"{RESULTS}/gaussian/shards/{{shard}}"),
    log:
        f"{LOGS}/render_gaussian/{{shard}}.log",
    conda:
        "../envs/gaussian.yaml"
    resources:
        mem_mb=by_attempt(1500),
        runtime=by_attempt(120),
    params:
        settings=plain(SETTINGS.gaussian),
        seed=SETTINGS.seed,
        folder=lambda wildcards: RESULTS,
        code=code("render_gaussian"),
        config_hash=hashed(SETTINGS.gaussian),
    message:
        "Rendering {wildcards.shard} with Gaussians"
    script:
        "../scripts/render_gaussian.py"


add_product("gaussian", of_shards("gaussian"))
