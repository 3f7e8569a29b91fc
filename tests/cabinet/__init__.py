"""The holder's cabinet."""
