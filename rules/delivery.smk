"""HAADF images and their labels once more, in the formats that networks are trained with."""


rule write_label_tables:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        label_outputs("parquet"),
    log:
        f"{LOGS}/write_label_tables/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        folder=lambda wildcards: RESULTS,
        code=code("write_label_tables"),
    message:
        "Writing tables of the labels of {wildcards.part}"
    script:
        "../scripts/write_label_tables.py"


rule write_coco:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        columns=label_outputs("coco")[0],
        instances=label_outputs("coco")[1],
    log:
        f"{LOGS}/write_coco/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/delivery.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        column_box_A=PACKAGE.column_box_A,
        defect_box_A=HAADF.labels.defect_box_A,
        folder=lambda wildcards: RESULTS,
        code=code("write_coco"),
    message:
        "Writing the labels of {wildcards.part} as COCO"
    script:
        "../scripts/write_coco.py"


rule write_yolo:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        label_outputs("yolo"),
    log:
        f"{LOGS}/write_yolo/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/delivery.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        column_box_A=PACKAGE.column_box_A,
        parts=PACKAGE.parts,
        folder=lambda wildcards: RESULTS,
        code=code("write_yolo"),
    message:
        "Writing the labels of {wildcards.part} as YOLO"
    script:
        "../scripts/write_yolo.py"


rule write_masks:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        label_outputs("masks"),
    log:
        f"{LOGS}/write_masks/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/delivery.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        column_box_A=PACKAGE.column_box_A,
        folder=lambda wildcards: RESULTS,
        code=code("write_masks"),
    message:
        "Writing masks of {wildcards.part}"
    script:
        "../scripts/write_masks.py"


rule write_webdataset:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        training_outputs("webdataset"),
    log:
        f"{LOGS}/write_webdataset/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/delivery.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        folder=lambda wildcards: RESULTS,
        code=code("write_webdataset"),
    message:
        "Writing the images of {wildcards.part} as WebDataset"
    script:
        "../scripts/write_webdataset.py"


rule write_training_table:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        training_outputs("parquet"),
    log:
        f"{LOGS}/write_training_table/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        folder=lambda wildcards: RESULTS,
        code=code("write_training_table"),
    message:
        "Writing the images of {wildcards.part} as a table"
    script:
        "../scripts/write_training_table.py"


rule write_zarr:
    input:
        key=rules.write_key.output[0],
        images=lambda wildcards: HAADF_ARCHIVES,
    output:
        training_outputs("zarr"),
    log:
        f"{LOGS}/write_zarr/{{part}}.log",
    wildcard_constraints:
        part=PART,
    conda:
        "../envs/delivery.yaml"
    resources:
        mem_mb=by_attempt(2000),
        runtime=by_attempt(240),
    params:
        part=lambda wildcards: wildcards.part,
        folder=lambda wildcards: RESULTS,
        code=code("write_zarr"),
    message:
        "Writing the images of {wildcards.part} as Zarr"
    script:
        "../scripts/write_zarr.py"
