"""Providers and their addresses: making, editing, and whether the operator lets them in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new
from sgo_pfdo.programmes.acting import By, TakenError, lock_seen, tell, tell_of_provider
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import PROVIDER_STATES, ProviderState
from sgo_pfdo.programmes.rules.texts import sort_key


def find_provider(session: Session, code: str | None) -> Provider | None:
    """Find a provider by its code, as it is now."""
    if code is None:
        return None
    return session.scalars(
        select(Provider).where(Provider.code == code).execution_options(populate_existing=True)
    ).one_or_none()


def add_provider(session: Session, municipality_code: str, values: Mapping[str, Any], by: By) -> Provider:
    """Add a provider that the operator lets in at once.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.PROVIDER`.
    :raises TakenError: there is one of this code.
    """
    row = dict(values) | {
        "municipality_code": municipality_code,
        "name_key": sort_key(values["name"]),
        "state": ProviderState.ACTIVE.value,
    }
    provider = insert_new(session, Provider, row)
    if provider is None:
        raise TakenError
    tell(session, by, municipality_code, f"Новая организация «{provider.name}»")
    return provider


def change_provider(session: Session, provider: Provider, values: Mapping[str, Any], by: By, *, seen: int) -> bool:
    """Change what stands about a provider; its code never changes.

    :param seen: the version that the page showed.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    """
    lock_seen(session, provider, seen)
    changed = {name for name, value in values.items() if name != "code" and getattr(provider, name) != value}
    if not changed:
        return False
    for name in changed:
        setattr(provider, name, values[name])
    provider.name_key, provider.version = sort_key(provider.name), seen + 1
    tell_of_provider(session, by, provider, f"Изменены сведения об организации «{provider.name}»")
    return True


def set_state(session: Session, provider: Provider, state: ProviderState, by: By, *, seen: int) -> None:
    """Let a provider in, refuse it, suspend it: the operator alone does; see :func:`change_provider`."""
    lock_seen(session, provider, seen)
    provider.state, provider.version = state.value, seen + 1
    what = PROVIDER_STATES[state].lower()
    tell_of_provider(session, by, provider, f"Организация «{provider.name}»: {what}")


def addresses_of(session: Session, provider_code: str) -> Sequence[ProviderAddress]:
    """List the open addresses of a provider."""
    return session.scalars(
        select(ProviderAddress)
        .where(ProviderAddress.provider_code == provider_code, ProviderAddress.is_open)
        .order_by(ProviderAddress.text)
        .execution_options(populate_existing=True)
    ).all()


def put_address(
    session: Session, provider: Provider, values: Mapping[str, Any], by: By | None = None
) -> ProviderAddress:
    """Add an address, or change and open the one of the same text.

    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.ADDRESS`.
    :param by: tells the history; ``None`` where something greater is told.
    """
    about = {"provider_code": provider.code, "municipality_code": provider.municipality_code}
    address = insert_new(session, ProviderAddress, about | dict(values))
    if address is None:
        address = session.scalars(
            select(ProviderAddress)
            .where(ProviderAddress.provider_code == provider.code, ProviderAddress.text == values["text"])
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        for name, value in values.items():
            setattr(address, name, value)
        address.is_open, address.version = True, address.version + 1
    if by is not None:
        tell_of_provider(session, by, provider, f"Организация «{provider.name}»: адрес {address.text}")
    return address


def change_address(session: Session, address: ProviderAddress, values: Mapping[str, Any], by: By, *, seen: int) -> bool:
    """Change how to come to an address and its point; what it is called never changes: another text is another address.

    :param values: names in :data:`sgo_pfdo.programmes.rules.records.ADDRESS`; the text is left as it is.
    :param seen: the version that the page showed.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    """
    lock_seen(session, address, seen)
    changed = {name for name, value in values.items() if name != "text" and getattr(address, name) != value}
    if not changed:
        return False
    for name in changed:
        setattr(address, name, values[name])
    address.version = seen + 1
    provider = session.get_one(Provider, address.provider_code)
    tell_of_provider(session, by, provider, f"Организация «{provider.name}»: изменён адрес {address.text}")
    return True


def close_address(session: Session, address: ProviderAddress, by: By, *, seen: int) -> None:
    """Close an address: new programmes and groups cannot have it; where it is used it goes on being shown.

    :param seen: the version that the page showed.
    :raises ChangedMeanwhileError: it is another one by now.
    """
    lock_seen(session, address, seen)
    address.is_open, address.version = False, seen + 1
    tell(session, by, address.municipality_code, f"Больше не используется адрес {address.text}")
