"""The data set described for programs: typed tables, their schemas, vocabularies."""


rule write_parquet:
    input:
        rules.write_key.output,
    output:
        key=f"{RESULTS}/key.parquet",
        parts=PART_TABLES,
    log:
        f"{LOGS}/write_parquet.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        code=code("write_parquet"),
    message:
        f"Writing the key of {SETTINGS.dataset} with types"
    script:
        "../scripts/write_parquet.py"


rule write_datapackage:
    input:
        rules.write_key.output,
        rules.write_parquet.output.key,
        expand(f"{RESULTS}/{{name}}.csv", name=SETS),
        DELIVERED,
    output:
        f"{RESULTS}/datapackage.json",
    log:
        f"{LOGS}/write_datapackage.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=30,
    params:
        about=ABOUT,
        code=code("write_datapackage"),
    message:
        f"Describing the tables of {SETTINGS.dataset}"
    script:
        "../scripts/write_datapackage.py"


rule write_croissant:
    input:
        rules.write_parquet.output.key,
        expand(f"{RESULTS}/{{name}}.csv", name=SETS),
        DELIVERED,
        key=rules.write_key.output[0],
    output:
        f"{RESULTS}/croissant.json",
    log:
        f"{LOGS}/write_croissant.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        about=ABOUT,
        code=code("write_croissant"),
    message:
        f"Describing {SETTINGS.dataset} as Croissant"
    script:
        "../scripts/write_croissant.py"


rule write_datacite:
    input:
        key=rules.write_key.output[0],
        catalog=rules.build_catalog.output[0],
    output:
        f"{RESULTS}/datacite.json",
    log:
        f"{LOGS}/write_datacite.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        about=ABOUT,
        code=code("write_datacite"),
    message:
        f"Describing {SETTINGS.dataset} for a repository"
    script:
        "../scripts/write_datacite.py"
