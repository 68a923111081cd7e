"""The typed model of the configuration: one source for checks, defaults, schema and docs."""
