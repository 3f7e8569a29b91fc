"""How a file of certificates is read: its heads, its cells, its rows. Plain Python."""
