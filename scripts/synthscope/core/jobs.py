"""What every script shares: its log, and a one-line message when the input is at fault."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from synthscope.core.archive import pack, unpack
from synthscope.core.errors import InputError
from synthscope.core.tables import listed_files
from synthscope.core.usage import recorded


@contextmanager
def job(snakemake) -> Iterator[TextIO]:
    """Run a script's body; write what goes wrong to its log and to standard error.

    Gives the log, for what the body has to tell.

    Without a shared file system, where the rule has `images` as input or output, other jobs' images
    are unpacked into the data set's folder before, and the job's own are packed after it.

    An `InputError`, a full disk or a missing file ends the job with one line that names the rule;
    anything else is a fault of the program and keeps its traceback.
    """
    log = snakemake.log[0] if snakemake.log else os.devnull
    os.makedirs(os.path.dirname(log) or ".", exist_ok=True)
    with open(log, "w", encoding="utf-8", buffering=1) as file:
        try:
            with recorded(snakemake.rule, _wildcards(snakemake)):
                _fetch_images(snakemake)
                yield file
                _send_images(snakemake)
        except (InputError, OSError) as error:
            line = " ".join(f"{snakemake.rule}: {error}".split())
            file.write(line + "\n")
            sys.exit(line)
        except MemoryError as error:
            line = f"{snakemake.rule}: out of memory ({error}); use smaller shards or grids"
            file.write(line + "\n")
            sys.exit(line)
        except Exception:
            traceback.print_exc(file=file)
            raise


def job_name(snakemake) -> str:
    """The rule and what it works on, as users know a job."""
    return " ".join([snakemake.rule, *_wildcards(snakemake).values()])


def _wildcards(snakemake) -> dict[str, str]:
    return dict(getattr(snakemake, "wildcards", {}).items())


def _fetch_images(snakemake):
    for archive in getattr(getattr(snakemake, "input", None), "images", []):
        unpack(archive, snakemake.params.folder)


def _send_images(snakemake):
    if archive := getattr(getattr(snakemake, "output", None), "images", None):
        folder = snakemake.params.folder
        pack(folder, listed_files(snakemake.output[0]), archive)
