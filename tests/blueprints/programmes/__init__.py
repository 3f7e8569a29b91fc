"""The navigator on its pages."""
