"""What keeps an installation in order: cleaning, counters after a restore, leases of what waits, files left alone."""
