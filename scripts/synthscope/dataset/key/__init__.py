"""The key of a data set: its columns and the cells that tell of a structure."""
