"""The 288 AFLOW prototypes that pymatgen carries (MIT licence; Mehl et al. 2017).

Only the data file is used: importing pymatgen itself takes seconds.
"""

import gzip
import importlib.util
import json
from functools import cache
from pathlib import Path

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.elements import atomic_number
from synthscope.structures.reading.parsed import Draft

LICENCE = "MIT (pymatgen); cite doi 10.1016/j.commatsci.2017.01.017"
_PLACES = (
    "analysis/prototypes/aflow_prototypes.json.gz",
    "analysis/aflow_prototypes.json.gz",
    "analysis/aflow_prototypes.json",
)


def aflow_draft(number: int) -> Draft:
    """Prototype `number` (from 1), in the primitive cell that pymatgen has it in."""
    entries = _entries()
    if not 1 <= number <= len(entries):
        raise InputError(f"AFLOW prototype {number}: there are 1 to {len(entries)}")
    entry = entries[number - 1]
    cell = np.array(entry["snl"]["lattice"]["matrix"], dtype=float)
    sites = entry["snl"]["sites"]
    fractional = np.array([site["abc"] for site in sites], dtype=float)
    tags = {key: "" if value in (None, "None") else value for key, value in entry["tags"].items()}
    label = tags["aflow"]
    return Draft(
        numbers=np.array([atomic_number(site["species"][0]["element"]) for site in sites]),
        positions=fractional @ cell,
        cell=cell,
        name=aflow_name(tags) or label,
        licence=LICENCE,
        claimed_space_group=int(label.split("_")[2]),
        about={"chemical_name_structure_type": aflow_name(tags) or label, "aflow_label": label},
    )


def aflow_name(tags: dict[str, str]) -> str:
    """Mineral or trivial name with the Strukturbericht symbol, as far as there are any."""
    mineral, symbol = tags.get("mineral", ""), tags.get("strukturbericht", "")
    mineral, symbol = ("" if text in (None, "None") else text.strip() for text in (mineral, symbol))
    return f"{mineral} ({symbol})" if mineral and symbol else mineral or symbol


@cache
def _entries() -> list[dict]:
    spec = importlib.util.find_spec("pymatgen")
    for folder in spec.submodule_search_locations if spec else ():
        for place in _PLACES:
            path = Path(folder) / place
            if path.is_file():
                opened = gzip.open if path.suffix == ".gz" else open
                with opened(path, "rt", encoding="utf-8") as file:
                    return json.load(file)
    raise InputError("AFLOW prototypes: pymatgen is not installed, or no longer carries them")
