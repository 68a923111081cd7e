"""Crystals and molecules: their model and elements; reading, sources, symmetry, checking."""
