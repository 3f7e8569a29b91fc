"""Files that people bring, and files that they are given."""
