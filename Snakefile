"""From structure files to labelled, byte-reproducible synthetic microscopy data sets."""

from snakemake.utils import min_version

min_version("9.19")

if not workflow.configfiles:

    configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/structures.smk"
include: "rules/gaussian.smk"
include: "rules/tomography.smk"


rule all:
    default_target: True
    input:
        data_set(),
