"""The search for programmes: the port, the one in the host's own database, and the tables that it keeps."""
