"""Keeping people out: what nobody gets past, whatever stands in an address or a form."""
