"""The door of number and password: every try is counted first, and given back once the password was right."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from sgo_pfdo import database, security_log
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.letters.outside import portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.cabinet.letters import guessed_letter
from sgo_pfdo.cabinet.signing_in import note_in_vain
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import NUMBER, SIGN_IN, SIGN_IN_DAY, SIGN_IN_FROM, Taken
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.register.accounts import account_with, lock_unchanged


class WrongPasswordError(Exception):
    """Number and password do not go together, for whatever reason: nobody is told which."""


class Proof(NamedTuple):
    """A number and a password that went together a moment ago.

    :param password_version: of the password that was right.
    :param taken: the tries, to be given back.
    """

    certificate_id: int
    password_version: int
    taken: Sequence[Taken]


def prove_password(number: str, password: str) -> Proof:
    """Check a number and a password, at most five times in vain in a quarter of an hour.

    The tries are counted in an action of their own; whoever is cut off in between has lost one. The check itself takes
    the time of scrypt and holds no lock.

    :param number: as :func:`sgo_pfdo.plain.typed_numbers.read_number` gives it.
    :return: what :func:`accept_proof` takes, in the action that lets the person in.
    :raises WrongPasswordError: they do not go together.
    :raises sgo_pfdo.limits.TooManyTriesError: there were too many tries; nothing was looked at.
    :raises sgo_pfdo.secrets.SecretLostError: no key decrypts the initial password.
    """
    state, known = current_state(), caller(number=number)

    def take(session: Session) -> Sequence[Taken]:
        return limiter().take_each(session, (SIGN_IN_FROM, SIGN_IN, SIGN_IN_DAY), known, state.host.now())

    taken = database.perform(take)
    account = account_with(database.current_session(), state.cipher, number, password)
    if account is None:
        _tell_in_vain(number, taken[-1].counts[NUMBER])
        raise WrongPasswordError
    return Proof(account.certificate_id, account.password_version, taken)


def accept_proof(session: Session, proof: Proof) -> int:
    """Give the tries back that were not in vain, inside the action that lets the person in.

    The account is locked: whoever changes the password at this moment ends the session that is opened now as well.

    :return: the id of the certificate.
    :raises WrongPasswordError: the password was changed since it was proved.
    """
    if lock_unchanged(session, proof.certificate_id, proof.password_version) is None:
        raise WrongPasswordError
    for one in proof.taken:
        limiter().give_back(session, one)
    return proof.certificate_id


def _tell_in_vain(number: str, tries: int) -> None:
    state = current_state()

    def warn(address: str, certificate: Certificate) -> Letter:
        return guessed_letter(render, address, child=certificate.first_name, portal=portal_address())

    def action(session: Session) -> None:
        note_in_vain(session, number, tries, cipher=state.cipher, warn=warn, now=state.host.now())

    database.perform(action)
    security_log.tell("guess", door=SIGN_IN.name)
