"""Formats of files that several products write."""
