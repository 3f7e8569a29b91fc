"""The rules of the access to a child, in plain Python."""
