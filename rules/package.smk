"""Every product once more as USID, one file a structure or sample."""

# Which tables of images a packaging job takes: all of a structure's or a sample's images must be
# in one job, so that a file does not depend on how the work before it was cut up.
USID_JOBS = (
    {
        product: (
            tomography_samples()
            if product == "tomography"
            else (
                CBED_TABLES
                if product == "cbed"
                else {
                    shard: f"{RESULTS}/{product}/shards/{shard}.csv" for shard in SHARDS
                }
            )
        )
        for product in SETTINGS.products
    }
    if SETTINGS.package.usid
    else {}
)
USID_TABLES = [
    f"{RESULTS}/usid/shards/{product}/{job}.csv"
    for product, jobs in USID_JOBS.items()
    for job in jobs
]


rule package_usid:
    input:
        lambda wildcards: USID_JOBS[wildcards.product][wildcards.job],
    output:
        f"{RESULTS}/usid/shards/{{product}}/{{job}}.csv",
    log:
        f"{LOGS}/package_usid/{{product}}-{{job}}.log",
    wildcard_constraints:
        product="gaussian|haadf|cbed|tomography",
        job=r"[A-Za-z0-9][A-Za-z0-9_.-]*",
    conda:
        "../envs/package.yaml"
    resources:
        mem_mb=2000,
        runtime=120,
    params:
        product=lambda wildcards: wildcards.product,
        settings={"usid_compression": SETTINGS.package.usid_compression},
        angles_deg=lambda wildcards: tilt_range(wildcards),
        code=code("package_usid"),
    message:
        "Packing the {wildcards.product} images of {wildcards.job} as USID"
    script:
        "../scripts/package_usid.py"
