"""Where jobs have no file system in common, the data set is brought together at the end."""


rule collect_data_set:
    input:
        files=lambda wildcards: [*promised(), f"{RESULTS}/provenance/workflow"],
        archives=collected_archives,
    output:
        touch(local(COLLECTED)),
    log:
        f"{LOGS}/collect_data_set.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=240,
    params:
        results=lambda wildcards: RESULTS,
        code=code("collect_data_set"),
    message:
        f"Bringing the files of {SETTINGS.dataset} together"
    script:
        "../scripts/collect_data_set.py"
