"""The port to АИС ПФДО: what a remote register must be able to do.

Without one the register is embedded: the account is our own row, open as soon as the certificate is issued.
"""

import abc
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRequest:
    """Asks the register to open the account of a certificate.

    :param key: stable over every repetition of the same request.
    :param login: the certificate number.
    :param password: the initial password, in clear.
    """

    key: str
    number: str
    login: str
    password: str = field(repr=False)
    surname: str = field(repr=False)
    first_name: str = field(repr=False)
    patronymic: str | None = field(repr=False)
    birth_date: date = field(repr=False)
    start_date: date
    end_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """Tells the register the new status and end date of a certificate.

    :param status: ``inactive``, ``active``, ``frozen`` or ``annulled``.
    """

    key: str
    number: str
    status: str
    end_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset:
    """Tells the register the password that replaces every earlier one."""

    key: str
    login: str
    password: str = field(repr=False)


class RegisterUnavailableError(Exception):
    """The register did not do what it was asked, now: it is asked again later.

    The message is kept and shown to the administrator: it must hold no personal data and no password.
    """


class Register(abc.ABC):
    """A register outside the module. It is called from ``flask pfdo register sync``, never inside a transaction.

    Every method may be called again with the same ``key`` after it succeeded: the second call must change nothing.
    """

    @abc.abstractmethod
    def open(self, request: AccountRequest) -> None:
        """Open an account.

        :raises RegisterUnavailableError: not now.
        """

    @abc.abstractmethod
    def status_changed(self, change: StatusChange) -> None:
        """Take note of a new status.

        :raises RegisterUnavailableError: not now.
        """

    @abc.abstractmethod
    def reset_password(self, reset: PasswordReset) -> None:
        """Replace the password of an account.

        :raises RegisterUnavailableError: not now.
        """
