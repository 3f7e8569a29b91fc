"""Accounts in АИС ПФДО: the port to it, the queue for a remote one, the embedded default."""
