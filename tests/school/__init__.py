"""The school: who has a certificate, the module on and off, slips for a parents' meeting."""
