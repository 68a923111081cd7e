"""Readers of structure files, one a format."""
