"""The rules as pure functions: on every day, for every birth date."""
