"""4D-STEM: a diffraction pattern at each position of a scan."""
