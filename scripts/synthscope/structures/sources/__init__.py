"""Where structures come from: files, prototypes, clusters and random crystals."""
