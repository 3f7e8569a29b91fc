"""The catalogue: who teaches what, where, when and for how much (S001, parts 2 and 4)."""
