"""From structure files to labelled, byte-reproducible synthetic microscopy data sets."""

import sys
from pathlib import Path

from snakemake.utils import min_version

min_version("9.19")

# Of this project, also where it is a module of another workflow.
ROOT = Path(str(workflow.current_basedir))
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError, told_last
from synthscope.settings.files import default_configuration, read_files

with told_last():
    CHOSEN = workflow.configfiles or [default_configuration(["", ROOT])]
    read_files(CHOSEN)

if not workflow.configfiles:

    configfile: CHOSEN[0]


include: "rules/common.smk"
include: "rules/limits.smk"
include: "rules/structures.smk"
include: "rules/gaussian.smk"
include: "rules/haadf.smk"
include: "rules/cbed.smk"
include: "rules/stem4d.smk"
include: "rules/tomography_jobs.smk"
include: "rules/tomography.smk"
include: "rules/tomography_baselines.smk"
include: "rules/data_set.smk"
include: "rules/again.smk"
include: "rules/maker.smk"
include: "rules/package.smk"
include: "rules/manifest.smk"
include: "rules/delivery.smk"
include: "rules/descriptions.smk"
include: "rules/audit.smk"
include: "rules/provenance.smk"
include: "rules/collect.smk"
include: "rules/verify.smk"
include: "rules/estimate.smk"


report: "report/workflow.rst"


onstart:
    if not only_looks():
        remember_configuration(*MAKER)
        forget_other_tables()
        remove_unfinished(RESULTS)


onsuccess:
    if not only_looks():
        remove_unfinished(RESULTS)
    if makes_all():
        remove_kept(RESULTS)
        tell_end()


onerror:
    tell_failures()


rule all:
    default_target: True
    input:
        local(COLLECTED) if APART else promised(),
