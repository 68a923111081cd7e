"""Structures: read, check, standardise, generate; symmetry, views, blocks, cells and defects."""
