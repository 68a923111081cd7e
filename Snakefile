"""From structure files to labelled, byte-reproducible synthetic microscopy data sets."""

import os

from snakemake.utils import min_version

min_version("9.19")

# Of the folder that Snakemake runs in, or else the demo's.
CONFIGURATIONS = [
    os.path.join(folder, "config", "config.yaml")
    for folder in ("", str(workflow.current_basedir))
]

if not workflow.configfiles:

    configfile: next(filter(os.path.exists, CONFIGURATIONS))


include: "rules/common.smk"
include: "rules/structures.smk"
include: "rules/gaussian.smk"
include: "rules/haadf.smk"
include: "rules/cbed.smk"
include: "rules/tomography_jobs.smk"
include: "rules/tomography.smk"
include: "rules/tomography_baselines.smk"
include: "rules/data_set.smk"
include: "rules/again.smk"
include: "rules/package.smk"
include: "rules/manifest.smk"
include: "rules/provenance.smk"
include: "rules/collect.smk"
include: "rules/verify.smk"


report: "report/workflow.rst"


onstart:
    if not only_verifies():
        forget_other_tables()
        remove_unfinished(RESULTS)


onsuccess:
    if not only_verifies():
        remove_unfinished(RESULTS)
        tell_left_out()


rule all:
    default_target: True
    input:
        local(COLLECTED) if APART else promised(),
