"""What processes that a test starts find on their path."""
