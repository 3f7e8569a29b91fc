"""Benchmarks, run by hand: each prints medians of what was measured in turn, in one run."""
