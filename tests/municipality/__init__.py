"""The municipality sets its own rules: services on both databases, pages, two operators at once."""
