"""What holds for news and events, in plain Python."""
