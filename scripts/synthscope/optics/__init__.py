"""Electron optics: constants, scattering factors, potentials, propagators, probes, detectors."""
