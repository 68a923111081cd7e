"""Which products there are."""
