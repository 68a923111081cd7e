"""What every part of the library uses: errors, files, seeds, shards, tables, code hashes."""
