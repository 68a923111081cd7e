"""NXtomo scans: reading, normalising and writing."""
