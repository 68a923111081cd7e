"""Structure files, prototypes and generators become a catalog of checked structures and views."""


rule check_structures:
    input:
        shard_files,
    output:
        structures=STRUCTURES,
        rows=CATALOGS,
        scenes=SCENE_FILES,
    log:
        f"{LOGS}/check_structures/{{shard}}.log",
    conda:
        "../envs/structures.yaml"
    resources:
        mem_mb=by_attempt(500 + SETTINGS.structures.read_memory_MB),
        runtime=by_attempt(60),
    params:
        sources=shard_sources,
        scenes=shard_scenes,
        settings=checks(),
        seed=SETTINGS.seed,
        code=code("check_structures"),
    message:
        "Reading and checking the structures of {wildcards.shard}"
    script:
        "../scripts/check_structures.py"


rule build_catalog:
    input:
        expand(CATALOGS, shard=SHARDS),
    output:
        report(
            f"{RESULTS}/catalog.csv",
            category="Data set",
            caption="../report/catalog.rst",
            labels={"file": "catalog.csv", "what": "every structure"},
        ),
    log:
        f"{LOGS}/build_catalog.log",
    conda:
        "../envs/structures.yaml"
    resources:
        mem_mb=by_attempt(1000),
        runtime=by_attempt(30),
    params:
        licence=SETTINGS.structures.licence,
        code=code("build_catalog"),
    message:
        f"Collecting the catalog of {SETTINGS.dataset}"
    script:
        "../scripts/build_catalog.py"


if SCENE_FILES:

    rule build_scenes:
        input:
            scenes=expand(SCENE_FILES[0], shard=SHARDS),
            defects=expand(SCENE_FILES[1], shard=SHARDS),
        output:
            scenes=f"{RESULTS}/scenes.csv",
            defects=f"{RESULTS}/defects.csv",
        log:
            f"{LOGS}/build_scenes.log",
        conda:
            "../envs/structures.yaml"
        resources:
            mem_mb=by_attempt(1000),
            runtime=by_attempt(30),
        params:
            code=code("build_scenes"),
        message:
            f"Collecting the scenes of {SETTINGS.dataset}"
        script:
            "../scripts/build_scenes.py"


rule list_views:
    input:
        rules.check_structures.output.structures,
    output:
        VIEWS,
    log:
        f"{LOGS}/list_views/{{shard}}.log",
    conda:
        "../envs/views.yaml"
    resources:
        mem_mb=by_attempt(1000),
        runtime=by_attempt(30),
    params:
        settings=plain(SETTINGS.structures.views),
        seed=SETTINGS.seed,
        code=code("list_views"),
    message:
        "Listing the distinct views of {wildcards.shard}"
    script:
        "../scripts/list_views.py"


rule build_views:
    input:
        expand(VIEWS, shard=SHARDS),
    output:
        f"{RESULTS}/views.csv",
    log:
        f"{LOGS}/build_views.log",
    conda:
        "../envs/views.yaml"
    resources:
        mem_mb=by_attempt(1000),
        runtime=by_attempt(30),
    params:
        code=code("build_views"),
    message:
        f"Collecting the views of {SETTINGS.dataset}"
    script:
        "../scripts/build_views.py"
