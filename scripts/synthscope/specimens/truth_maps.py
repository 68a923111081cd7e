"""What maps of the truth about a scene are called, and their units."""

from synthscope.structures.scenes.local_lattice import LOCAL

TRUTH = "truth_"
"""What their names in files begin with."""
UNITS = {"thickness": "A"} | {name: "" for name in LOCAL[:3]} | {name: "mrad" for name in LOCAL[3:]}
"""Of the maps, by name."""
