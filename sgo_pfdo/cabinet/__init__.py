"""The holder's cabinet: sessions, signing in, recovery, settings."""
