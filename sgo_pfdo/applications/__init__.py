"""Application by e-mail (S000): a confirmed address, then group and document, then the papers to sign."""
