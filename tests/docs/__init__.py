"""The documentation says what is true: its code runs, its lists are complete, its links lead somewhere."""
