"""Tilt series of an electron microscope: dark-field counts, how views stand, a reconstruction."""
