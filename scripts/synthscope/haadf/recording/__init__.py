"""How an image is recorded: when the beam is where, and what the detector makes of electrons."""
