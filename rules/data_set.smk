"""What the data set consists of, for the rules that pack and describe it; holds no rules."""

from synthscope.dataset.delivered import (
    delivered,
    label_files,
    training_files,
)
from synthscope.dataset.published import publication_day

with told_last():
    PUBLISHED = publication_day(
        SETTINGS.package.published and str(SETTINGS.package.published),
        os.environ.get("SOURCE_DATE_EPOCH"),
        (ROOT / "CITATION.cff").read_text(encoding="utf-8"),
    )

DELIVERED = [f"{RESULTS}/{name}" for name in delivered(SETTINGS.package)]
"""Labels in files of their own, and files for training."""
PART = "|".join(SETTINGS.package.parts)
HAADF_ARCHIVES = (
    image_archives(sum(PRODUCTS["haadf"].tables.values(), []))
    if "haadf" in PRODUCTS
    else []
)


def data_files():
    """Tables and other files of the data set that are neither images nor made from the key."""
    return [
        f"{RESULTS}/catalog.csv",
        f"{RESULTS}/views.csv",
        *expand(f"{RESULTS}/{{name}}.csv", name=SCENE_TABLES),
        *all_of("extras"),
        *all_of("skipped_views"),
    ]


def tables_of_files():
    """The tables of all images and packages."""
    return [*all_tables(), *USID_TABLES]


def promised():
    """All that a finished data set has; the images are behind the tables of their jobs.

    What was made on the way does not leave the storage, so there it has no checksums.
    """
    return list(
        dict.fromkeys(
            [
                *data_set(),
                *data_files(),
                *USID_TABLES,
                *MANIFEST,
                *rules.write_checksums.output,
                *rules.provenance.input,
                *([] if APART else rules.write_aside_checksums.output),
            ]
        )
    )


def label_outputs(form):
    """The files of labels of a part, as patterns."""
    return [f"{RESULTS}/{name}" for name in label_files(form, ["{part}"])]


def training_outputs(form):
    """The training files of a part, as patterns."""
    shards = SETTINGS.package.training_shards
    return [f"{RESULTS}/{name}" for name in training_files(form, ["{part}"], shards)]


def rule_stages():
    """The stage of each rule that has a script, which is the name of the rule's file.

    A rule is named as its script; in a module of another workflow it may have another name.
    """
    return {
        Path(rule.script).stem: Path(rule.snakefile).stem
        for rule in workflow.rules
        if rule.script and Path(rule.snakefile).is_relative_to(ROOT)
    }


def skipped_stages():
    """Files whose rules make nothing of this data set."""
    return {
        "Snakefile",
        "verify",
        "estimate",
        "collect",
        *([] if DELIVERED else ["delivery"]),
        *(set(get_args(Product)) - PRODUCTS.keys()),
    }


def whole_configuration():
    """All settings of the data set, with the day that the manifests state."""
    of_the_run = {
        "shard_size",
        "larger_than_disk",
        "verify_against",
        "take_over",
        "estimate_s",
    }
    settings = plain(ASKED, leave_out={*of_the_run, *skipped_stages()})
    settings["package"]["published"] = PUBLISHED
    return settings


def extent():
    """How much of what jobs work through this data set has."""
    samples = TOMOGRAPHY.samples if SIMULATED_MODES else len(SCANS)
    only_retrieval = {"retrieval"} == set(HAADF.sets)
    return {
        "structures": len(SOURCES),
        "samples": samples if "tomography" in SETTINGS.products else 0,
        "prototypes": HAADF.retrieval.prototypes if only_retrieval else 0,
        "jobs": {
            "shard": len(SHARDS),
            "batch": len(BATCHES),
            "samples": len(SAMPLES),
        },
        "packages": {name: len(jobs) for name, jobs in USID_JOBS.items()},
    }


def software_options():
    """Where the jobs of another run find their software, as those of this one do."""
    chosen, folder = (
        workflow.deployment_settings,
        workflow.deployment_settings.conda_prefix,
    )
    methods = sorted(str(method) for method in chosen.deployment_method)
    return [
        *(["--sdm", *methods] if methods else []),
        *(["--conda-prefix", str(folder)] if folder else []),
    ]


def forget_other_tables():
    """Remove what only an earlier configuration's jobs made, and say so."""
    from synthscope.dataset.leftovers import remove_leftovers, remove_unclaimed

    removed = remove_leftovers(Path(RESULTS), map(Path, tables_of_files()))
    if (
        not APART and not workflow.dag_settings.targets
    ):  # then all jobs of the data set are planned
        outputs = {str(path) for job in workflow.dag.jobs for path in job.output}
        inside = [path for path in outputs if path.startswith(f"{RESULTS}/")]
        removed += remove_unclaimed(Path(RESULTS), inside)
    if removed:
        sys.stderr.write(
            f"{RESULTS}: removed {len(removed)} files of jobs that this configuration does not "
            f"have, such as {removed[0]}\n"
        )


def tell_end():
    """Say at the end of a run what the data set lacks, what it holds and where to look."""
    from synthscope.dataset.left_out import left_out
    from synthscope.dataset.summary import summary
    from synthscope.registry.products import PRODUCTS

    if os.path.isfile(f"{RESULTS}/key.csv"):
        chosen = [PRODUCTS[name] for name in SETTINGS.products if name in PRODUCTS]
        lacks = list(left_out(Path(RESULTS), chosen))
        if not SETTINGS.package.creators:
            lacks.append(
                "nobody is named as its maker; set package.creators before it is published"
            )
        for line in [*lacks, *summary(Path(RESULTS), SETTINGS.package.splits)]:
            sys.stderr.write(f"{RESULTS}: {line}\n")
