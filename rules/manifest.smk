"""What describes the data set: its key, schemas, card, pictures and checksums.

These jobs take seconds each, so on a cluster they run where Snakemake does.
"""

from synthscope.dataset.about import describe

PACKAGE = SETTINGS.package
ABOUT = plain(describe(PACKAGE, SETTINGS.dataset, SETTINGS.seed, PUBLISHED))
PART_TABLES = [f"{RESULTS}/parts/{part}.parquet" for part in PACKAGE.parts]
SETS = ["catalog", "views", *SCENE_TABLES, "splits", "neighbours"]
MANIFEST = [
    f"{RESULTS}/{name}"
    for name in (
        "key.csv",
        "key.parquet",
        "splits.csv",
        "neighbours.csv",
        "configuration.json",
        "datapackage.json",
        "croissant.json",
        "datacite.json",
        "README.md",
        "gallery/index.html",
        "gallery/card.html",
        *(f"gallery/{product}.png" for product in SETTINGS.products),
        *(f"gallery/{product}.json" for product in SETTINGS.products),
    )
] + PART_TABLES
MANIFEST += DELIVERED


rule assign_splits:
    input:
        rules.build_catalog.output,
    output:
        f"{RESULTS}/splits.csv",
    log:
        f"{LOGS}/assign_splits.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        fractions=PACKAGE.splits,
        seed=SETTINGS.seed,
        code=code("assign_splits"),
    message:
        f"Dividing the structures of {SETTINGS.dataset} into parts"
    script:
        "../scripts/assign_splits.py"


rule write_configuration:
    output:
        report(
            f"{RESULTS}/configuration.json",
            category="Data set",
            caption="../report/configuration.rst",
            labels={"file": "configuration.json", "what": "all settings"},
        ),
    log:
        f"{LOGS}/write_configuration.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=500,
        runtime=10,
    params:
        configuration=whole_configuration(),
        code=code("write_configuration"),
    message:
        f"Writing the settings of {SETTINGS.dataset}"
    script:
        "../scripts/write_configuration.py"


rule write_key:
    input:
        lambda wildcards: all_of("skipped_views"),
        tables=image_tables,
        splits=rules.assign_splits.output[0],
    output:
        report(
            f"{RESULTS}/key.csv",
            category="Data set",
            caption="../report/key.rst",
            labels={"file": "key.csv", "what": "a row an image file"},
        ),
    log:
        f"{LOGS}/write_key.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        fractions=PACKAGE.splits,
        split_by=PACKAGE.split_by,
        products=list(SETTINGS.products),
        others=lambda wildcards: [
            os.path.relpath(path, RESULTS)
            for path in [*all_of("extras"), *all_of("skipped_views")]
        ],
        seed=SETTINGS.seed,
        code=code("write_key"),
    message:
        f"Collecting the key of {SETTINGS.dataset}"
    script:
        "../scripts/write_key.py"


rule write_card:
    input:
        key=rules.write_key.output[0],
        catalog=rules.build_catalog.output[0],
        configuration=rules.write_configuration.output[0],
        skipped_views=lambda wildcards: all_of("skipped_views"),
    output:
        f"{RESULTS}/README.md",
    log:
        f"{LOGS}/write_card.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        about=ABOUT,
        code=code("write_card"),
    message:
        f"Writing the card of {SETTINGS.dataset}"
    script:
        "../scripts/write_card.py"


rule write_card_page:
    input:
        rules.write_card.output,
    output:
        f"{RESULTS}/gallery/card.html",
    log:
        f"{LOGS}/write_card_page.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=500,
        runtime=30,
    params:
        title=ABOUT["title"],
        code=code("write_card_page"),
    message:
        f"Showing the card of {SETTINGS.dataset} as a page"
    script:
        "../scripts/write_card_page.py"


rule draw_contact_sheet:
    input:
        rules.write_key.output,
        images=lambda wildcards: image_archives(
            sum(PRODUCTS[wildcards.product].tables.values(), [])
        ),
    output:
        sheet=report(
            f"{RESULTS}/gallery/{{product}}.png",
            category="Images",
            caption="../report/contact_sheet.rst",
            labels={"product": "{product}"},
        ),
        labels=f"{RESULTS}/gallery/{{product}}.json",
    log:
        f"{LOGS}/draw_contact_sheet/{{product}}.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        product=lambda wildcards: wildcards.product,
        folder=lambda wildcards: RESULTS,
        images=PACKAGE.sheet_images,
        tile_px=PACKAGE.sheet_tile_px,
        code=code("draw_contact_sheet"),
    message:
        "Drawing examples of {wildcards.product}"
    script:
        "../scripts/draw_contact_sheet.py"


rule build_gallery:
    input:
        key=rules.write_key.output[0],
        catalog=rules.build_catalog.output[0],
        configuration=rules.write_configuration.output[0],
        labels=expand(f"{RESULTS}/gallery/{{product}}.json", product=SETTINGS.products),
        skipped_views=lambda wildcards: all_of("skipped_views"),
    output:
        report(
            f"{RESULTS}/gallery/index.html",
            category="Data set",
            caption="../report/gallery.rst",
            labels={"file": "gallery", "what": "numbers and balance"},
        ),
    log:
        f"{LOGS}/build_gallery.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        about=ABOUT,
        products=SETTINGS.products,
        code=code("build_gallery"),
    message:
        f"Building the gallery of {SETTINGS.dataset}"
    script:
        "../scripts/build_gallery.py"


rule write_checksums:
    input:
        lambda wildcards: data_files(),
        MANIFEST[1:],
        key=rules.write_key.output[0],
    output:
        report(
            f"{RESULTS}/SHA256SUMS",
            category="Data set",
            caption="../report/checksums.rst",
            labels={"file": "SHA256SUMS", "what": "a digest a file"},
        ),
    log:
        f"{LOGS}/write_checksums.log",
    localrule: True
    conda:
        "../envs/manifest.yaml"
    resources:
        mem_mb=2000,
        runtime=120,
    params:
        aside=ASIDE,
        apart=APART,
        code=code("write_checksums"),
    message:
        f"Writing the checksums of {SETTINGS.dataset}"
    script:
        "../scripts/write_checksums.py"
