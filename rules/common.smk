"""Access to the configuration, names of files, shards and code hashes; this file holds no rules."""

import os
from types import SimpleNamespace
from typing import get_args

from synthscope.settings.expected import tell_size
from synthscope.settings.load import plain, settings_hash
from synthscope.settings.model import Product
from synthscope.settings.planning import plan
from synthscope.settings.subset import subset_of
from synthscope.core.files import remove_unfinished
from synthscope.core.fingerprint import code_hash
from synthscope.core.kept import remove_kept
from synthscope.core.processor import numpy_features, pinned
from synthscope.core.shards import group
from synthscope.structures.sources.source import scene_of
from synthscope.structures.sources.sources import scene_bases

SCRIPTS = ROOT / "scripts"

# Snakemake holds BLAS and OpenMP to a job's one thread; numba has to be told by this variable.
# With more, results could depend on their number (algotom's back-projection adds up in a race).
os.environ.update(NUMBA_NUM_THREADS="1")
# And to the processor that results are computed for. Every job starts here, on its own machine.
os.environ.update(pinned(os.environ, numpy_features()))
os.environ.pop("NPY_ENABLE_CPU_FEATURES", None)  # NumPy does not start with both


def note(line):
    """Tell the user, once a run: jobs read the configuration again."""
    if workflow.is_main_process:
        sys.stderr.write(f"{line}\n")


CONFIGURATION = str(workflow.configfiles[-1]) if workflow.configfiles else "config"

with told_last():
    ASKED, sources = plan(config, CONFIGURATION, ROOT / "resources", note)

# A subset makes less than what is asked for; what its files say of settings is what is asked for,
# so that they are those of the whole.
SETTINGS, SOURCES = ASKED, {source.key: source for source in sources}
if ASKED.subset:
    SETTINGS, SOURCES = subset_of(ASKED, SOURCES)
BASES = scene_bases(SETTINGS.structures, ROOT / "resources") if SOURCES else {}
SHARDS = group(SOURCES, SETTINGS.shard_size)
RESULTS = f"results/{SETTINGS.dataset}"
LOGS = f"logs/{SETTINGS.dataset}"

if workflow.is_main_process:
    with told_last(CONFIGURATION):
        size = tell_size(SETTINGS, len(SOURCES), RESULTS, SETTINGS.larger_than_disk)
    if size:
        note(f"{RESULTS}: {size}")

# Patterns, to fill in: what a rule's output becomes with a storage plugin cannot be expanded.
STRUCTURES = f"{RESULTS}/structures/{{shard}}.json"
CATALOGS = f"{RESULTS}/structures/{{shard}}.csv"
VIEWS = f"{RESULTS}/views/{{shard}}.csv"
SCENE_FILES = [
    f"{RESULTS}/structures/{{shard}}-{name}"
    for name in ("scenes.csv", "defects.csv", "atoms.extxyz")
    if SETTINGS.structures.scenes and SOURCES
]

# Where jobs have no file system in common, only declared files get from one to another: there a
# job's images travel as an archive beside its table.
APART = workflow.storage_settings.default_storage_provider is not None
COLLECTED = f"{LOGS}/collected"


wildcard_constraints:
    shard=r"[A-Za-z0-9][A-Za-z0-9_.-]*",
    product="|".join(get_args(Product)),


def code(rule, *tables):
    """The hash of the code behind a rule and of the tables in `resources` that it reads.

    A parameter, so that editing one of them runs the rule again.
    """
    folders = [ROOT / "resources" / name for name in tables]
    return code_hash(SCRIPTS / f"{rule}.py", SCRIPTS, *folders)


def checks():
    """What structures must be, but not which there are: one more leaves the others' jobs alone."""
    listed = {"folder", "include", "aflow", "ase", "generated", "scenes", "views"}
    of_the_catalog = {"licence"}
    limits = plain(SETTINGS.structures.generated, leave_out={"count", "first"})
    return plain(SETTINGS.structures, leave_out=listed | of_the_catalog) | {
        "generated": limits
    }


def hashed(settings, *more):
    """The hash of what a product's rows depend on: the seed, its settings, and what else does."""
    return settings_hash([SETTINGS.seed, plain(settings), *more])


def shard_sources(wildcards):
    """The sources of a shard as plain data."""
    return [SOURCES[key].to_dict() for key in SHARDS[wildcards.shard]]


def scenes_of(shard):
    """The names of the scenes that a shard has, each once."""
    members = [SOURCES[key] for key in SHARDS[shard]]
    return list(
        dict.fromkeys(scene_of(one.name) for one in members if one.kind == "scene")
    )


def shard_scenes(wildcards):
    """What the scenes of a shard are made by, but not how many there are."""
    return {
        name: {
            "settings": plain(SETTINGS.structures.scenes[name], {"count", "first"}),
            "bases": {base: one.to_dict() for base, one in BASES[name].items()},
        }
        for name in scenes_of(wildcards.shard)
    }


def shard_files(wildcards):
    """The files that a shard's sources are read from; generated structures have none.

    Scenes are read from those of the structures that they are made of.
    """
    sources = [SOURCES[key] for key in SHARDS[wildcards.shard]]
    for name in scenes_of(wildcards.shard):
        sources += BASES[name].values()
    return list(dict.fromkeys(source.path for source in sources if source.path))


SCENE_TABLES = ["scenes", "defects"] if SCENE_FILES else []
PRODUCTS = {}
"""By name, what each product of this data set makes; its own rules add it here."""

# Made on the way to the data set, and no part of it; products add theirs.
ASIDE = [
    "structures",
    "views",
    "provenance",
    "ro-crate-metadata.json",
    "*/shards",
]


def add_product(
    name,
    tables,
    extras=(),
    asides=(),
    intermediates=(),
    skipped_views=(),
    about=None,
):
    """Say what a product makes, where the data set has it.

    tables: of images, one or several by the job that packs them as USID. All images of a structure
    or a sample are in one of these jobs, so that a file does not depend on how work was cut up.
    extras: other files of the data set. asides: made with it without being part of it.
    intermediates: patterns of what is made on the way; they are told of where an earlier
    configuration had the product, too.
    skipped_views: the table of those that could not be imaged. about: what packing a job has to know.
    """
    ASIDE.extend(f"{name}/{pattern}" for pattern in intermediates)
    if name in SETTINGS.products:
        PRODUCTS[name] = SimpleNamespace(
            tables={
                job: [t] if isinstance(t, str) else list(t) for job, t in tables.items()
            },
            extras=list(extras),
            asides=list(asides),
            skipped_views=list(skipped_views),
            about=about or (lambda job: {}),
        )


def of_shards(product):
    """The tables of a product whose jobs are the shards."""
    return {shard: f"{RESULTS}/{product}/shards/{shard}.csv" for shard in SHARDS}


def image_archive(job):
    """The further output of a job that writes images; `job` is its table without the suffix."""
    return {"images": f"{job}.tar"} if APART else {}


def image_archives(tables):
    """The further input of a job that reads the images of these tables."""
    return [f"{table.removesuffix('.csv')}.tar" for table in tables] if APART else []


def all_of(kind):
    """What all products have of a kind: extras, asides, skipped_views."""
    return [path for product in PRODUCTS.values() for path in getattr(product, kind)]


def all_tables():
    """The tables of all jobs of all products: one row an image file."""
    return [
        table
        for product in PRODUCTS.values()
        for tables in product.tables.values()
        for table in tables
    ]


def data_set():
    """The files that stand for the whole data set."""
    listed = ["catalog", "views", *SCENE_TABLES] if SOURCES else []
    return [
        *expand(f"{RESULTS}/{{name}}.csv", name=listed),
        *all_tables(),
        *all_of("extras"),
        *all_of("asides"),
    ]
