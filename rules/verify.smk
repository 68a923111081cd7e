"""Whether all files are as their jobs made them; those that are not are made again."""

from synthscope.dataset.repair import outputs_to_remake


def only_verifies():
    """Whether this run is to look and to change nothing."""
    return set(workflow.dag_settings.targets) == {"verify"}


def promised_and_repaired(wildcards):
    """All that a finished data set has; what differs from SHA256SUMS is made again."""
    if workflow.is_main_process:
        run_again(altered_outputs())
    return promised()


@cache
def altered_outputs():
    """The outputs of the jobs that made what is missing or altered; each file is read, once."""
    return outputs_to_remake(RESULTS, [*all_tables(), *USID_TABLES], ASIDE)


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
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=240,
    params:
        folder=lambda wildcards: RESULTS,
        aside=ASIDE,
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
