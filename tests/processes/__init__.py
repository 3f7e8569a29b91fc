"""Several processes at once on one database."""
