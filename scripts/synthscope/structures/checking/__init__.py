"""Which structures are accepted, and the reasons why others are not."""
