"""The application by e-mail: from the address to the papers, the outbox, the information page."""
