"""Sinograms with and without stripes, from spheres, from structures and from real scans."""
