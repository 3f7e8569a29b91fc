"""The services behind «Личные данные», on both databases."""

from datetime import timedelta

import flask
import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from sgo_pfdo import database
from sgo_pfdo.cabinet import emails
from sgo_pfdo.cabinet import settings as services
from sgo_pfdo.cabinet.applicant import ApplicantData, Place, Representative
from sgo_pfdo.cabinet.consent import Consent, consent_of
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.presence import PhraseError, PresenceKind, check_phrase, folded_phrase
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail.counting import TooManyLettersError
from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.mail.outbox import QueuedLetter
from sgo_pfdo.secrets import Cipher
from tests.support.apps import IGOR, KEY, NOW
from tests.support.cabinet import EMAIL, cipher, do, events, stored

NAMES = ("Иванов", "Игорь", "Иванович")
NUMBER = "785044901646"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHRASE = "зелёный крокодил"


def test_without_a_row_everything_is_as_by_default(igor: Certificate) -> None:
    settings = services.settings_of(current_session(), igor.holder_id)
    assert settings is None
    assert services.presence_of(settings) is PresenceKind.FORBIDDEN
    assert not services.has_chosen_presence(settings)
    assert emails.confirmed_email(settings, cipher()) is None
    assert consent_of(settings, NOW) is Consent.MISSING
    assert services.wants(settings, "issued")


def test_what_names_people_and_places_stands_nowhere_in_the_database(igor: Certificate) -> None:
    do(services.set_representative, igor, Representative(surname="Иванова", telephone="+7 (905) 000-12-34"), cipher())
    do(services.set_place, igor, Place(address="ул. Мира, 8", latitude=53.99, longitude=86.66), cipher())
    do(services.set_applicant, igor, ApplicantData(document_number="3210 456789"), cipher())
    do(services.choose_presence, igor, PresenceKind.PHRASE, check_phrase(PHRASE, names=NAMES, number=NUMBER))
    do(emails.ask, igor, EMAIL, cipher())
    row = current_session().execute(text("SELECT * FROM sgo_pfdo_cabinet_settings")).one()
    together = " ".join(map(str, row))
    for secret in (
        "Иванова",
        "(905)",
        "905 000",
        "9050001234",
        "Мира",
        "53.99",
        "86.66",
        "3210 456789",
        "крокодил",
        EMAIL,
        "mail.ru",
    ):
        assert secret not in together
    assert services.representative_of(stored(igor), cipher()).surname == "Иванова"
    assert services.place_of(stored(igor), cipher()).longitude == 86.66
    assert services.applicant_of(stored(igor), cipher()).document_number == "3210 456789"


def test_the_history_tells_that_something_changed_and_never_what(igor: Certificate) -> None:
    assert do(services.set_representative, igor, Representative(surname="Иванова"), cipher())
    assert not do(services.set_representative, igor, Representative(surname="Иванова"), cipher())
    assert do(services.set_place, igor, Place(address="ул. Мира, 8"), cipher())
    assert do(services.set_place, igor, Place(), cipher())
    told = [details for event, details in events(igor) if event == "cabinet_changed"]
    assert told == [
        "удобный адрес для посещения занятий",
        "удобный адрес для посещения занятий",
        "данные родителя (законного представителя)",
    ]
    assert stored(igor).place is None


def test_a_phrase_is_kept_as_a_hash_and_goes_with_its_kind(igor: Certificate) -> None:
    with pytest.raises(services.PhraseMissingError):
        do(services.choose_presence, igor, PresenceKind.PHRASE)
    phrase = check_phrase("  Зелёный   КРОКОДИЛ ", names=NAMES, number=NUMBER)
    do(services.choose_presence, igor, PresenceKind.PHRASE, phrase)
    assert (stored(igor).phrase_hash or "").startswith("scrypt:")
    for said in ("зелёный крокодил", "ЗЕЛЕНЫЙ КРОКОДИЛ", " зеленый  крокодил "):
        assert services.phrase_matches(stored(igor), said)
    assert not services.phrase_matches(stored(igor), "синий крокодил")
    assert not do(services.choose_presence, igor, PresenceKind.PHRASE)
    assert not services.is_phrase_old(stored(igor), NOW + 179 * DAY)
    assert services.is_phrase_old(stored(igor), NOW + 181 * DAY)
    do(services.choose_presence, igor, PresenceKind.FORBIDDEN)
    assert stored(igor).phrase_hash is None and not services.phrase_matches(stored(igor), PHRASE)
    assert [event for event, _ in events(igor)][:3] == ["presence_chosen", "phrase_changed", "presence_chosen"]


def test_choosing_the_default_is_a_choice_too(igor: Certificate) -> None:
    assert do(services.choose_presence, igor, PresenceKind.FORBIDDEN)
    assert services.has_chosen_presence(stored(igor))
    assert not do(services.choose_presence, igor, PresenceKind.FORBIDDEN)


@pytest.mark.parametrize(
    "typed",
    ["", "     ", "пять5", "ааааааааа", "абабаб", "п" * 30 + "абв" * 12, "Иванов", "игорь иванов", "ИВАНОВИЧ",
     "Ивановигорь", "785044", "7850 4490 1646", "044901", "игорь 785044901646"],
)  # fmt: skip
def test_phrases_that_others_know_or_guess_are_refused(typed: str) -> None:
    with pytest.raises(PhraseError):
        check_phrase(typed, names=NAMES, number=NUMBER)


@pytest.mark.parametrize("typed", ["шесть6", "Игорь любит щи", "я" * 31 + "абв" * 11, "крокодил 785"])
def test_other_phrases_are_taken(typed: str) -> None:
    assert check_phrase(typed, names=NAMES, number=NUMBER) == folded_phrase(typed)


@given(st.text(max_size=80))
def test_a_phrase_is_said_however_it_is_spaced_and_cased(typed: str) -> None:
    folded = folded_phrase(typed)
    assert folded_phrase(folded) == folded
    assert folded_phrase(f"  {typed.replace(' ', '   ')} ") == folded


def test_an_address_counts_only_once_it_is_confirmed(igor: Certificate) -> None:
    request = do(emails.ask, igor, EMAIL, cipher())
    assert emails.confirmed_email(stored(igor), cipher()) is None
    assert emails.stage_of(stored(igor), NOW) is emails.Stage.WAITING
    assert do(emails.confirm, igor, "another key", cipher()) is None
    assert do(emails.confirm, igor, request.link_key, cipher(), now=NOW + 23 * HOUR) == emails.Confirmed(None)
    assert emails.confirmed_email(stored(igor), cipher()) == EMAIL
    assert do(emails.confirm, igor, request.link_key, cipher()) is None
    assert events(igor)[0] == ("email_confirmed", None)


def test_a_link_lives_a_day(igor: Certificate) -> None:
    request = do(emails.ask, igor, EMAIL, cipher())
    late = NOW + DAY
    assert emails.find_by_link(current_session(), igor.holder_id, request.link_key, late) is None
    assert do(emails.confirm, igor, request.link_key, cipher(), now=late) is None
    assert emails.stage_of(stored(igor), late) is emails.Stage.EXPIRED
    assert emails.confirmed_email(stored(igor), cipher()) is None


def test_the_old_address_counts_until_the_new_one_is_confirmed(igor: Certificate) -> None:
    request = do(emails.ask, igor, EMAIL, cipher())
    do(emails.confirm, igor, request.link_key, cipher())
    again = do(emails.ask, igor, "papa@mail.ru", cipher(), now=NOW + HOUR)
    assert emails.confirmed_email(stored(igor), cipher()) == EMAIL
    assert do(emails.ask, igor, EMAIL, cipher(), now=NOW + 2 * HOUR) is None
    assert do(emails.confirm, igor, again.link_key, cipher(), now=NOW + 2 * HOUR) is None
    last = do(emails.ask, igor, "papa@mail.ru", cipher(), now=NOW + 3 * HOUR)
    done = do(emails.confirm, igor, last.link_key, cipher(), now=NOW + 3 * HOUR)
    assert done == emails.Confirmed(EMAIL)
    assert do(emails.remove, igor, cipher()) == emails.Confirmed("papa@mail.ru")
    assert do(emails.remove, igor, cipher()) is None


def test_letters_are_limited(igor: Certificate) -> None:
    do(emails.ask, igor, EMAIL, cipher())
    with pytest.raises(TooManyLettersError) as soon:
        do(emails.ask, igor, EMAIL, cipher(), now=NOW + timedelta(seconds=59))
    assert soon.value.again_at == NOW + timedelta(minutes=1)
    for number in range(1, 5):
        do(emails.ask, igor, EMAIL, cipher(), now=NOW + number * HOUR)
    with pytest.raises(TooManyLettersError):
        do(emails.ask, igor, EMAIL, cipher(), now=NOW + 6 * HOUR)


def test_an_address_that_no_server_knows_is_told(igor: Certificate) -> None:
    do(emails.ask, igor, EMAIL, cipher())
    database.perform(lambda session: emails.mark_refused(session, emails.topic_of(igor.holder_id)))
    assert emails.stage_of(stored(igor), NOW) is emails.Stage.REFUSED
    database.perform(lambda session: emails.mark_refused(session, f"application-{igor.holder_id}"))


def test_letters_that_are_not_wanted(igor: Certificate) -> None:
    assert do(services.choose_notices, igor, ["issued"])
    assert services.wants(stored(igor), "issued") and not services.wants(stored(igor), "ending")
    assert not do(services.choose_notices, igor, ["issued"])
    assert do(services.choose_notices, igor, list(LETTERS))
    assert stored(igor).muted is None


def test_keys_can_be_rotated(any_app: flask.Flask, igor: Certificate) -> None:
    do(services.set_representative, igor, Representative(surname="Иванова"), cipher())
    do(emails.ask, igor, EMAIL, cipher())
    new = Fernet.generate_key().decode()
    database.perform(lambda session: services.rotate(session, Cipher([new, KEY])))
    only_new = Cipher([new])
    assert services.representative_of(stored(igor), only_new).surname == "Иванова"
    assert only_new.decrypt(stored(igor).new_email or "") == EMAIL


def test_a_lost_key_keeps_nobody_from_giving_the_same_anew(igor: Certificate) -> None:
    do(services.set_place, igor, Place(address="ул. Мира, 8"), cipher())
    lost = Cipher([Fernet.generate_key().decode()])
    assert emails.confirmed_email(stored(igor), lost) is None
    assert do(services.set_place, igor, Place(address="ул. Мира, 8"), lost)
    assert services.place_of(stored(igor), lost).address == "ул. Мира, 8"


def test_the_settings_go_with_a_holder_that_turns_out_to_be_the_same_child(igor: Certificate) -> None:
    from sgo_pfdo.cabinet.erasing import move_settings

    do(services.set_place, igor, Place(address="ул. Мира, 8"), cipher())

    def move(session: database.Session) -> int:
        other = Holder(birth_date=IGOR.birth_date)
        session.add(other)
        session.flush()
        move_settings(session, igor.holder_id, other.id)
        return other.id

    other_id = database.perform(move)
    assert services.settings_of(current_session(), igor.holder_id) is None
    assert services.place_of(services.settings_of(current_session(), other_id), cipher()).address == "ул. Мира, 8"


def test_asking_again_leaves_one_row(igor: Certificate) -> None:
    do(emails.ask, igor, EMAIL, cipher())
    do(emails.ask, igor, "papa@mail.ru", cipher(), now=NOW + HOUR)
    assert len(current_session().scalars(select(CabinetSettings)).all()) == 1
    assert current_session().scalars(select(QueuedLetter)).all() == []
    assert current_state().settings.base_url
