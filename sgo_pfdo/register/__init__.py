"""Accounts in АИС ПФДО: the port to it, the queue for a remote one, the embedded default."""

from sgo_pfdo.register.port import AccountRequest, PasswordReset, Register, RegisterUnavailableError, StatusChange

__all__ = ["AccountRequest", "PasswordReset", "Register", "RegisterUnavailableError", "StatusChange"]
