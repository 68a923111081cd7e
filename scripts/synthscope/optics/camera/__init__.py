"""An electron camera: what it makes of a pattern of electrons. `expose` is where to start."""
