"""The multislice engine: slices, plane waves, interpolation and assembly of images."""
