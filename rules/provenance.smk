"""How the data set was made: the workflow's graphs, and the run as an RO-Crate."""

from snakemake import __version__ as SNAKEMAKE_VERSION

from synthscope.dataset.workflow_files import rules_hash

GRAPHS = {
    what: f"{RESULTS}/provenance/{kind}.svg"
    for what, kind in (("jobs", "dag"), ("rules", "rulegraph"), ("files", "filegraph"))
}


rule provenance:
    input:
        list(GRAPHS.values()),
        f"{RESULTS}/ro-crate-metadata.json",
    localrule: True


rule draw_graphs:
    input:
        rules.write_configuration.output,
    output:
        **{
            what: report(
                path,
                category="Provenance",
                caption="../report/graphs.rst",
                labels={"graph": what},
            )
            for what, path in GRAPHS.items()
        },
    log:
        f"{LOGS}/draw_graphs.log",
    localrule: True
    conda:
        "../envs/provenance.yaml"
    resources:
        mem_mb=1000,
        runtime=60,
    params:
        dataset=SETTINGS.dataset,
        folder=lambda wildcards: RESULTS,
        stages=lambda wildcards: rule_stages() | {"provenance": "provenance"},
        shard_size=SETTINGS.shard_size,
        sources=settings_hash(SHARDS),
        rules=rules_hash(ROOT),
        code=code("draw_graphs"),
    message:
        f"Drawing the graphs of {SETTINGS.dataset}"
    script:
        "../scripts/draw_graphs.py"


rule write_rocrate:
    input:
        lambda wildcards: data_files(),
        MANIFEST,
        checksums=crate_checksums,
        graphs=list(GRAPHS.values()),
    output:
        crate=f"{RESULTS}/ro-crate-metadata.json",
        workflow=directory(f"{RESULTS}/provenance/workflow"),
    log:
        f"{LOGS}/write_rocrate.log",
    localrule: True
    conda:
        "../envs/provenance.yaml"
    resources:
        mem_mb=1000,
        runtime=60,
    params:
        about=ABOUT,
        rules=lambda wildcards: [
            name
            for name, stage in rule_stages().items()
            if stage not in skipped_stages()
        ],
        started={
            "dataset": SETTINGS.dataset,
            "seed": SETTINGS.seed,
            "products": list(SETTINGS.products),
        },
        engine=SNAKEMAKE_VERSION,
        code=code("write_rocrate"),
    message:
        "Describing the run as an RO-Crate"
    script:
        "../scripts/write_rocrate.py"
