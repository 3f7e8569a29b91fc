"""The catalogue at its operator's: organisations, agreements, limits, files, programmes that wait for a review."""
