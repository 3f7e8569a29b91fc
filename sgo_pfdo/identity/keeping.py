"""What is kept between the way to the provider and the last press: ten minutes, encrypted, for one browser alone.

The browser's session holds a random and nothing else; its cookie is only signed, so whoever has it could read a person.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.clock import future
from sgo_pfdo.identity.model import SignIn
from sgo_pfdo.identity.port import Attempt
from sgo_pfdo.people import IdentityDocument, Level
from sgo_pfdo.secrets import Cipher, SecretLostError
from sgo_pfdo.verified import VerifiedPerson

LASTS = timedelta(minutes=10)
SWEPT_AT_ONCE = 100
ENTER, LINK = "enter", "link"
"""What for somebody goes to the provider: to sign in, or to link the account at which they are signed in."""
_BEGUN, _SPENT, _ENDED = "begun", "spent", "ended"
_TEXTS = ("provider", "subject", "surname", "first_name", "patronymic", "snils", "email", "telephone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A way that leads to its end now: its state is spent.

    :param key: names the row.
    :param after: a path within the portal.
    :param account_id: who wants to link.
    """

    key: str
    attempt: Attempt
    purpose: str
    account_id: str | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What came of a way, for the page that shows it or asks for one more press.

    :param kind: ``choose``, ``link`` or ``refused``.
    :param words: fixed words that the page goes by: a reason, a datum.
    :param person: who it was, where a press is still to come.
    """

    key: str
    kind: str
    purpose: str
    account_id: str | None
    after: str
    words: Mapping[str, str]
    person: VerifiedPerson | None


def hash_of(secret: str) -> str:
    """Make the form in which a random is kept: it is long, so nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(
    session: Session,
    cipher: Cipher,
    attempt: Attempt,
    *,
    browser: str,
    provider: str,
    purpose: str,
    account_id: str | None,
    after: str,
    now: datetime,
) -> None:
    """Keep an attempt for the browser that begins it.

    What is past its ten minutes goes meanwhile, so that no night has to come for it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param browser: the random in its session.
    """
    drop_old(session, now, at_once=SWEPT_AT_ONCE)
    session.add(
        SignIn(
            key=hash_of(attempt.state),
            browser_key=hash_of(browser),
            provider=provider,
            purpose=purpose,
            account_id=account_id,
            content=cipher.encrypt(json.dumps({"attempt": attempt.as_json(), "after": after})),
            step=_BEGUN,
            ends_at=now + LASTS,
        )
    )


def spend(session: Session, cipher: Cipher, *, state: str, browser: str, provider: str, now: datetime) -> Begun | None:
    """Take an attempt by its state, once: a second visit, another browser, another provider, an old page find none.

    :param session: inside :func:`sgo_pfdo.database.perform`; it is committed before the provider is asked.
    :raises sgo_pfdo.secrets.SecretLostError: no key fits.
    """
    row = session.scalars(
        select(SignIn)
        .where(
            SignIn.key == hash_of(state),
            SignIn.browser_key == hash_of(browser),
            SignIn.provider == provider,
            SignIn.step == _BEGUN,
            SignIn.ends_at > now,
            ~future(SignIn.ends_at, now + LASTS),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    kept = json.loads(cipher.decrypt(row.content))
    row.step, row.content = _SPENT, ""
    return Begun(
        key=row.key,
        attempt=Attempt.from_json(kept["attempt"]),
        purpose=row.purpose,
        account_id=row.account_id,
        after=kept["after"],
    )


def settle(
    session: Session,
    cipher: Cipher,
    way: "Begun | Ended",
    kind: str,
    *,
    now: datetime,
    person: VerifiedPerson | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    """Keep what came of an attempt, for ten more minutes; what this browser had before goes.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param person: where a press is still to come.
    :param words: fixed words that the page goes by.
    """
    row = session.get(SignIn, way.key, populate_existing=True)
    if row is None:  # swept meanwhile: the page then asks to begin again
        return
    session.execute(
        delete(SignIn)
        .where(SignIn.browser_key == row.browser_key, SignIn.step == _ENDED, SignIn.key != row.key)
        .execution_options(synchronize_session=False)
    )
    kept = {"kind": kind, "after": way.after, "words": dict(words or {}), "person": _as_json(person)}
    row.step, row.content, row.ends_at = _ENDED, cipher.encrypt(json.dumps(kept)), now + LASTS


def find_ended(session: Session, cipher: Cipher, browser: str, now: datetime) -> Ended | None:
    """Find what came of the last attempt of a browser.

    :raises sgo_pfdo.secrets.SecretLostError: no key fits.
    """
    row = session.scalars(
        select(SignIn).where(
            SignIn.browser_key == hash_of(browser),
            SignIn.step == _ENDED,
            SignIn.ends_at > now,
            ~future(SignIn.ends_at, now + LASTS),
        )
    ).first()
    if row is None:
        return None
    kept = json.loads(cipher.decrypt(row.content))
    return Ended(
        key=row.key,
        kind=kept["kind"],
        purpose=row.purpose,
        account_id=row.account_id,
        after=kept["after"],
        words=kept["words"],
        person=_from_json(kept["person"]),
    )


def forget(session: Session, key: str) -> None:
    """Drop a row whose way has come to its end.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    session.execute(delete(SignIn).where(SignIn.key == key).execution_options(synchronize_session=False))


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt again under the newest key what is under way; what no key fits is begun anew by whoever it was.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    for row in session.scalars(select(SignIn).where(SignIn.content != "").with_for_update()).all():
        try:
            row.content = cipher.rotate(row.content)
        except SecretLostError:
            session.delete(row)


def drop_old(session: Session, now: datetime, *, at_once: int | None = None) -> int:
    """Drop the rows that are past their time, and those that a wrong clock has made.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param at_once: how many at the most; those that another worker drops are left to it.
    :return: how many.
    """
    gone = or_(SignIn.ends_at <= now, future(SignIn.ends_at, now + LASTS))
    old = select(SignIn.key).where(gone).limit(at_once).with_for_update(skip_locked=True)
    dropped = session.execute(delete(SignIn).where(SignIn.key.in_(old)).execution_options(synchronize_session=False))
    return int(dropped.rowcount)  # type: ignore[attr-defined]


def _as_json(person: VerifiedPerson | None) -> Any:
    """Give what is needed for one more press: the children of the profile are not."""
    if person is None:
        return None
    document = person.document and {"kind": person.document.kind, "number": person.document.number}
    return {name: getattr(person, name) for name in _TEXTS} | {
        "level": person.level.value,
        "is_child_account": person.is_child_account,
        "birth_date": person.birth_date and person.birth_date.isoformat(),
        "document": document,
    }


def _from_json(kept: Any) -> VerifiedPerson | None:
    if kept is None:
        return None
    return VerifiedPerson(
        **{name: kept[name] for name in _TEXTS},
        level=Level(kept["level"]),
        is_child_account=kept["is_child_account"],
        birth_date=date.fromisoformat(kept["birth_date"]) if kept["birth_date"] else None,
        document=IdentityDocument(**kept["document"]) if kept["document"] else None,
    )
