"""All that a configuration is refused for before the first job, looked at in one place."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from synthscope.cbed.checks import check_settings as check_cbed
from synthscope.core.errors import InputError
from synthscope.haadf.checks import check_settings as check_haadf
from synthscope.settings.files import refuse_folder
from synthscope.settings.load import load
from synthscope.settings.model import Configuration
from synthscope.stem4d.checks import check_settings as check_stem4d
from synthscope.structures.sources.source import Source
from synthscope.structures.sources.sources import list_sources
from synthscope.tomography.checks import check_settings as check_tomography

PHYSICS: dict[str, Callable[[Any], None]] = {
    "haadf": check_haadf,
    "cbed": check_cbed,
    "stem4d": check_stem4d,
    "tomography": check_tomography,
}
"""By product, what refuses settings that no structure could make right."""


def plan(
    config: Mapping[str, Any],
    name: str,
    resources: str | os.PathLike,
    tell: Callable[[str], None] = lambda note: None,
) -> tuple[Configuration, list[Source]]:
    """The settings of a configuration, and the structures that it names.

    Parameters
    ----------
    config
        As read from its files.
    name
        Of the last of them.
    resources
        The project's folder of that name.
    tell
        Called with a line for each key that stands under the name of an earlier version.

    Raises
    ------
    InputError
        With a line for each thing that is wrong, each with the name of the file.
    """
    settings = load(dict(config), name, tell)
    refuse_folder(config, name)
    try:
        for product in settings.products:
            if product in PHYSICS:
                PHYSICS[product](getattr(settings, product))
        needed = any(getattr(settings, one).needs_structures for one in settings.products)
        return settings, list_sources(settings.structures, resources) if needed else []
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
