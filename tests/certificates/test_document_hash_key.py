"""The key of the hash of documents: made once, found by its name."""

from typing import Any

import flask
import pytest

from sgo_pfdo.certificates import identity
from sgo_pfdo.certificates.identity import StoredSecret, keyed_hash
from sgo_pfdo.current import current_state
from sgo_pfdo.database import insert_new, perform


def test_whoever_comes_second_takes_the_key_of_the_first_and_no_other_secret(
    app: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cipher = current_state().cipher

    def faster(session: Any, table: Any, values: dict[str, str]) -> None:
        insert_new(session, table, {"name": "another", "content": cipher.encrypt("00")})
        insert_new(session, table, values)

    monkeypatch.setattr(identity, "insert_new", faster)
    first = perform(lambda session: keyed_hash(session, cipher, "passport:1"))
    assert perform(lambda session: keyed_hash(session, cipher, "passport:1")) == first
    assert perform(lambda session: session.query(StoredSecret).count()) == 2
