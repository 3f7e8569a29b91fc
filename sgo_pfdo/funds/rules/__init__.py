"""The rules of money in plain Python: no Flask, no database, no clock of their own."""
