"""Gaussian renderings of atoms, their labels and their files."""
