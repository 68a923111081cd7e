"""Convergent-beam electron diffraction: patterns, labels and files."""
