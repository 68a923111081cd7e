"""Whether images of one part of the data set look like those of another."""


rule find_neighbours:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: image_archives(all_tables()),
    output:
        f"{RESULTS}/neighbours.csv",
    log:
        f"{LOGS}/find_neighbours.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        folder=lambda wildcards: RESULTS,
        bits=PACKAGE.leak_bits,
        code=code("find_neighbours"),
    message:
        f"Looking for images of {SETTINGS.dataset} that look alike in two parts"
    script:
        "../scripts/find_neighbours.py"
