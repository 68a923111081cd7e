"""What describes a data set: its key, schemas, checksums, cards and crates."""
