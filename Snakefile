"""From structure files to labelled, byte-reproducible synthetic microscopy data sets."""

import os

from snakemake.utils import min_version

min_version("9.19")


def demo_configuration():
    """config/config.yaml of the folder that Snakemake runs in, or else of this project."""
    own = os.path.join("config", "config.yaml")
    beside = os.path.join(str(workflow.current_basedir), own)
    return own if os.path.exists(own) else beside


if not workflow.configfiles:

    configfile: demo_configuration()


include: "rules/common.smk"
include: "rules/structures.smk"
include: "rules/gaussian.smk"
include: "rules/haadf.smk"
include: "rules/cbed.smk"
include: "rules/tomography_jobs.smk"
include: "rules/tomography.smk"
include: "rules/data_set.smk"
include: "rules/package.smk"
include: "rules/manifest.smk"
include: "rules/provenance.smk"


report: "report/workflow.rst"


onstart:
    forget_other_tables()
    remove_unfinished(RESULTS)


onsuccess:
    remove_unfinished(RESULTS)


rule all:
    default_target: True
    input:
        data_set(),
        rules.write_checksums.output,
        rules.provenance.input,
