"""What the data set consists of, for the rules that pack and describe it; holds no rules."""


def tomography_samples():
    """The tables of all images of a sample, or of several simulated together, in each mode."""
    pattern = f"{T_RESULTS}/{{mode}}/shards/{{sample}}-shift{{shift}}-{{part}}.csv"
    return {
        f"{mode}-{samples}": f"{T_RESULTS}/{mode}/shards/{samples}.csv"
        for mode in SIMULATED_MODES
        for samples in SAMPLES
    } | {
        f"{mode}-{sample}": parts_of(mode, sample, pattern)
        for mode in REAL_MODES
        for sample in SCANS
    }


def tilt_range(wildcards):
    """First and last angle of the tilt series that a job packs; None where it packs none."""
    simulated = wildcards.job.partition("-")[0] in ("simple", "complex")
    if wildcards.product == "tomography" and simulated:
        return section("tomography")["angles_deg"]
    return None


def data_files():
    """Tables and other files of the data set that are neither images nor made from the key."""
    haadf = "haadf" in SETTINGS.products and RETRIEVAL
    return [
        f"{RESULTS}/catalog.csv",
        f"{RESULTS}/views.csv",
        *([f"{RESULTS}/haadf/selection.csv"] if haadf else []),
        *skipped_views(),
        *(tomography_extras() if "tomography" in SETTINGS.products else []),
    ]


def skipped_views():
    """The table of views that could not be imaged, made when all images are."""
    return list(rules.check_haadf.output) if "haadf" in SETTINGS.products else []


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
    products = {"gaussian", "haadf", "cbed", "tomography"}
    return {"Snakefile", *(products - set(SETTINGS.products))}


def forget_other_tables():
    """Remove what only an earlier configuration's jobs made, and say so."""
    from synthscope.dataset.leftovers import remove_leftovers

    removed = remove_leftovers(Path(RESULTS), map(Path, [*all_tables(), *USID_TABLES]))
    if removed:
        sys.stderr.write(
            f"{RESULTS}: removed {len(removed)} files of jobs that this configuration does not "
            f"have, such as {removed[0]}\n"
        )
