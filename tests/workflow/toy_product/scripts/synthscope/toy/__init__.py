"""Atoms counted on a grid: a product for a test."""
