"""What the beam passes through: blocks, periodic slabs, particles and defects."""
