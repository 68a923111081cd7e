"""Simulated scans: phantoms, projections, the beamline and its faults."""
