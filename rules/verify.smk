"""Whether all files are as their jobs made them; those that are not are made again."""


rule write_aside_checksums:
    input:
        lambda wildcards: all_of("asides"),
        rules.write_rocrate.output.crate,
    output:
        f"{RESULTS}/provenance/SHA256SUMS",
    log:
        f"{LOGS}/write_aside_checksums.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=240,
    params:
        folder=lambda wildcards: RESULTS,
        aside=ASIDE,
        code=code("write_aside_checksums"),
    message:
        f"Writing the checksums of what was made on the way to {SETTINGS.dataset}"
    script:
        "../scripts/write_aside_checksums.py"


rule verify:
    log:
        f"{LOGS}/verify.log",
    localrule: True
    conda:
        "../envs/agreement.yaml"
    resources:
        mem_mb=8500 if SETTINGS.verify_against else 500,
        runtime=240,
    params:
        folder=lambda wildcards: RESULTS,
        aside=ASIDE,
        against=SETTINGS.verify_against,
    message:
        f"Comparing the files of {SETTINGS.dataset} with SHA256SUMS"
    script:
        "../scripts/verify.py"


rule repair:
    input:
        promised_and_repaired,
    log:
        f"{LOGS}/repair.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=240,
    params:
        folder=lambda wildcards: RESULTS,
        aside=ASIDE,
    message:
        f"Comparing the repaired files of {SETTINGS.dataset} with SHA256SUMS"
    script:
        "../scripts/repair.py"
