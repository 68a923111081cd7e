"""What a beamline does to projections besides stripes: each artefact for itself."""
