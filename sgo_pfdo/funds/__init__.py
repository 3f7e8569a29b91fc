"""Money and numbers: what a certificate can pay in a period, set by the municipality (S001, part 1)."""
