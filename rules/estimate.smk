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
        dataset=f"{SETTINGS.dataset}-estimate",
        whole=extent(),
        stages=lambda wildcards: rule_stages(),
        seconds=SETTINGS.estimate_s,
        deployment=[
            method.item_to_choice()
            for method in workflow.deployment_settings.deployment_method
        ],
    message:
        f"Making a part of {SETTINGS.dataset} to measure what all of it will take"
    script:
        "../scripts/estimate.py"
