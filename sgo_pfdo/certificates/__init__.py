"""The heart: who may get a certificate, its number, dates and life, and how it is issued."""
