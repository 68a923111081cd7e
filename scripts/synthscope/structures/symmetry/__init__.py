"""Standard cells, prototypes, zone axes, orientations and distinct views."""
