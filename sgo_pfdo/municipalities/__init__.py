"""Municipalities with their groups, authorised organisations and papers, and the schools that enabled the module."""
