"""Keys of earlier versions and of NoStripesNet, which are still accepted.

A key of an earlier version gives a note that names the current one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from synthscope.core.errors import InputError

_FRACTIONS = (
    "cbed.fractions is now package.splits, the parts of the whole data set in every product; "
)


def replace_old_names(
    config: dict[str, Any], name: str, tell: Callable[[str], None] = lambda note: None
) -> dict[str, Any]:
    """Replace the old keys of a configuration by the current ones.

    Parameters
    ----------
    config
        As read from the file; it is not modified.
    name
        Of the file.
    tell
        Called with a line for each old key.

    Raises
    ------
    InputError
        An old key asks for what is no longer made, or contradicts the current one.
    """
    config = _nostripesnet(_renamed(config, name, tell), name)
    cbed, package = config.get("cbed"), config.get("package") or {}
    if not isinstance(cbed, Mapping) or not {"fractions", "split_by"} & cbed.keys():
        return config
    made = "cbed" in (config.get("products") or ())
    kept = {key: value for key, value in cbed.items() if key not in ("fractions", "split_by")}
    current = config | {"cbed": kept}
    if "split_by" in cbed:
        if made and cbed["split_by"] != "prototype":
            raise InputError(
                f"{name}: cbed.split_by: all structures of a prototype now stand in one part, in "
                f"every product; remove the key, {cbed['split_by']!r} is no longer possible"
            )
        tell(f"{name}: cbed.split_by has no effect: a prototype is never divided; remove the key")
    if "fractions" in cbed:
        shares = cbed["fractions"]
        if not made:
            tell(f"{name}: {_FRACTIONS}it has no effect without cbed among products; remove it")
        elif not isinstance(package, Mapping) or package.get("splits", shares) != shares:
            raise InputError(
                f"{name}: {_FRACTIONS}the two differ: state the shares in package.splits and "
                "remove cbed.fractions"
            )
        else:
            tell(f"{name}: {_FRACTIONS}move it there, it is read from its old place as yet")
            current["package"] = {**package, "splits": shares}
    return current


def _renamed(config: dict[str, Any], name: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Rename the keys of which only the name has changed."""
    for section, old, new in (("haadf", "splits", "sets"),):
        given = config.get(section)
        if not isinstance(given, Mapping) or old not in given:
            continue
        if new in given:
            raise InputError(f"{name}: {section}.{old} is now {section}.{new}; remove {old}")
        tell(f"{name}: {section}.{old} is now {section}.{new}; the old name is read as yet")
        config = config | {section: {new if key == old else key: given[key] for key in given}}
    return config


_NOSTRIPESNET = {
    **{"mode": "modes", "hdf_root": "hdf_file", "shiftstep": "shift_step"},
    **{"flatsnum": "flats_number", "hdf-file": "hdf_file", "hdf-root": "hdf_file"},
    **{"shift-step": "shift_step", "flats-number": "flats_number", "chunk-size": "chunk_size"},
    **{"frame-angles": "frame_angles", "patch-size": "patch_size"},
}
"""The options of tomography by the names that NoStripesNet has for them, here or there."""


def _nostripesnet(config: dict[str, Any], name: str) -> dict[str, Any]:
    """Translate the names of NoStripesNet's options, and make a list of a single mode."""
    given = config.get("tomography")
    if not isinstance(given, Mapping):
        return config
    taken: dict[str, Any] = {}
    for key, value in given.items():
        new = _NOSTRIPESNET.get(key, key)
        if new in taken:
            raise InputError(f"{name}: tomography.{key}: {new} is given twice; remove one")
        taken[new] = [value] if new == "modes" and isinstance(value, str) else value
    return config | {"tomography": taken}
