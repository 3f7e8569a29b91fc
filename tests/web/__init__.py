"""The pages as the families of a portal in memory see them."""
