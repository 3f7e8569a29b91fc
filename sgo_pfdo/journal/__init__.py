"""The history of a certificate: who did or saw what, when."""
