"""Labelled, byte-reproducible synthetic microscopy data sets from structure files."""
