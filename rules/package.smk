"""Every product once more as USID, one file a structure or sample."""

USID_JOBS = (
    {name: product.tables for name, product in PRODUCTS.items()}
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
        tables=lambda wildcards: USID_JOBS[wildcards.product][wildcards.job],
        images=lambda wildcards: image_archives(
            USID_JOBS[wildcards.product][wildcards.job]
        ),
    output:
        f"{RESULTS}/usid/shards/{{product}}/{{job}}.csv",
        **image_archive(f"{RESULTS}/usid/shards/{{product}}/{{job}}"),
    log:
        f"{LOGS}/package_usid/{{product}}-{{job}}.log",
    wildcard_constraints:
        job=r"[A-Za-z0-9][A-Za-z0-9_.-]*",
    conda:
        "../envs/package.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(120),
    params:
        product=lambda wildcards: wildcards.product,
        folder=lambda wildcards: RESULTS,
        compression=SETTINGS.package.usid_compression,
        about=lambda wildcards: PRODUCTS[wildcards.product].about(wildcards.job),
        code=code("package_usid"),
    message:
        "Packing the {wildcards.product} images of {wildcards.job} as USID"
    script:
        "../scripts/package_usid.py"
