"""The cells of key.csv that all images of a structure share."""

import json

from synthscope.dataset.key.columns import Row
from synthscope.structures.model import Crystal

MOST = 60_000
"""Characters of what was drawn."""
_FROM_FILE = ("chemical_formula_structural", "publication_title", "citation")


def crystal_cells(crystal: Crystal) -> Row:
    """Where the structure came from and what it is; what its file states takes precedence.

    An id of six digits is a collection code, unless the file states another.
    """
    code = crystal.id if crystal.id.isdigit() and len(crystal.id) == 6 else None
    code = crystal.about.get("icsd_id", code)
    stated = {name: crystal.about[name] for name in _FROM_FILE if crystal.about.get(name)}
    return {
        "icsd_id": int(code) if code else None,
        "structure_id": crystal.id,
        "frame": crystal.frame or None,
        "source": crystal.source,
        "chemical_name_systematic": crystal.name,
        "chemical_formula_structural": crystal.formula,
        "chemical_name_structure_type": crystal.prototype,
        "symmetry_space_group_name": crystal.space_group_symbol,
        "symmetry_Int_Tables_number": crystal.space_group or None,
    } | (scene_facts(crystal) | stated)


def scene_facts(crystal: Crystal) -> Row:
    """What a scene is called, and what was drawn for it, as JSON; nothing of other structures.

    What an attribute of an HDF5 file cannot hold stands in scenes.csv alone.
    """
    if not crystal.truth:
        return {}
    drawn = json.dumps(crystal.truth.drawn, sort_keys=True, separators=(",", ":"))
    return {"scene": crystal.truth.scene, "scene_drawn": drawn if len(drawn) <= MOST else ""}
