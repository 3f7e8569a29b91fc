"""The clerk's desk: its services on both databases, its pages, its papers."""
