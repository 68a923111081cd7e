"""Names of what ASE builds; the patterns are known without ASE, which is slow to import."""

import re

SHAPES = ("icosahedron", "cuboctahedron", "octahedron", "decahedron")
CLUSTER = re.compile(rf"([A-Z][a-z]?)(\d+)(?:\s+({'|'.join(SHAPES)}))?(?:\s+a=([\d.]+))?$")
BULK = re.compile(r"([A-Z][A-Za-z0-9]*)\s+([a-z]+)((?:\s+[abc]=[\d.]+)*)$")
LAYER = re.compile(r"layer ([A-Z][A-Za-z0-9]*)(?:\s+(2H|1T))?((?:\s+(?:a|thickness)=[\d.]+)*)$")
BUILT = re.compile(rf"{CLUSTER.pattern}|{BULK.pattern}|{LAYER.pattern}|molecule \S+$")
"""What may be a name of a cluster, a crystal, a layer or a molecule."""
