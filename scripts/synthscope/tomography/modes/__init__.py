"""The kinds of sinograms that are made from scans: raw, paired, dynamic, patch."""
