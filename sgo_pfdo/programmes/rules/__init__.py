"""The rules of the catalogue in plain Python: no framework, no database, no clock."""
