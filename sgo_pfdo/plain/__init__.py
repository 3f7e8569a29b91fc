"""Dates, ages, numbers and words in plain Python: what any other room may use, and what uses none."""
