"""The holder's cabinet: what a family settles there for its certificate."""
