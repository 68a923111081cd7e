"""What a data set will take, told before it is made."""


rule estimate:
    log:
        f"{LOGS}/estimate.log",
    localrule: True
    conda:
        "../envs/estimate.yaml"
    resources:
        mem_mb=500,
        runtime=240,
    params:
        config=lambda wildcards: config,
        snakefile=str(ROOT / "Snakefile"),
        whole=extent(),
        stages=lambda wildcards: rule_stages(),
        seconds=SETTINGS.estimate_s,
        options=software_options(),
    message:
        f"Making a part of {SETTINGS.dataset} to measure what all of it will take"
    script:
        "../scripts/estimate.py"
