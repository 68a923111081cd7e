"""Loaded at the start of a test environment's Python: what it does not list cannot be imported.

By a .pth file, because a system's own sitecustomize may come before one of the environment.

Snakemake appends its own site-packages to every script's path, so that a script may find there
what its environment lacks. Here only Snakemake itself may. To a library that tries an optional
import the package is missing, as it would be; for the project's own code the job fails as well,
even where the import is tried and its failure caught.
"""

import atexit
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

undeclared = set()


def elsewhere(name: str) -> bool:
    """Whether a top-level module would come from another environment's site-packages."""
    spec = PathFinder.find_spec(name)
    if spec is None:
        return False
    # A namespace package may have parts in several places; one here is enough.
    places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or [""])
    return all("site-packages" in p and not p.startswith(sys.prefix) for p in places)


def importer() -> str:
    """The file whose import statement is being carried out."""
    frame = sys._getframe(2)
    while frame and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


class Guard(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if path is not None or name.startswith("snakemake") or not elsewhere(name):
            return None
        asking = importer()
        if "site-packages" in asking and not asking.startswith(sys.prefix):
            return None
        if "site-packages" not in asking:
            undeclared.add(name)
        raise ModuleNotFoundError(f"not in this rule's environment: {name}", name=name)


def report() -> None:
    if undeclared:
        names = ", ".join(sorted(undeclared))
        sys.stderr.write(f"not declared in this rule's environment: {names}\n")
        sys.stderr.flush()
        os._exit(97)


sys.meta_path.insert(0, Guard())
atexit.register(report)
