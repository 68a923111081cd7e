"""The lists of all products."""
