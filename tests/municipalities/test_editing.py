"""An operator changes what the municipality has set; the history tells it, and nothing is deleted or overwritten."""

from datetime import date

import flask
import pytest

from sgo_pfdo import database
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.editing import SettingsChangedError, TakenError
from tests.support.contents import contents_of
from tests.support.editing import (
    OPERATOR,
    add_group,
    add_organisation,
    change,
    change_group,
    change_organisation,
    edit,
    groups,
    kiselevsk,
    organisations,
    seen_settings,
    told,
)

pytestmark = pytest.mark.usefixtures("app")
DT = "МБУ ДО «Дом творчества»"
OVZ = "Дети с ограниченными возможностями здоровья"


def test_a_setting_is_changed_and_the_history_tells_from_what_to_what_by_whom() -> None:
    assert change(validity_days=60)
    assert kiselevsk().validity_days == 60
    assert told() == ["Срок для активации: как на портале → 60 дней"]
    entry = current_session().query(JournalEntry).one()
    assert (entry.actor_id, entry.organisation, entry.holder_id) == (OPERATOR.id, OPERATOR.organisation, None)


def test_several_settings_are_told_in_one_entry_and_what_stayed_is_not_told() -> None:
    change(number_format="pfdo10", region_code="42", municipality_code="08")
    assert told() == [
        "Вид номера: как на портале → 10 цифр: регион, муниципалитет и номер по порядку; Код муниципалитета: 07 → 08"
    ]


def test_saving_what_was_there_tells_nothing() -> None:
    assert not change(region_code="42", municipality_code="07")
    assert told() == []


def test_yes_where_nothing_was_set_is_no_change_to_tell() -> None:
    assert not change(pupil_may_come_alone=True)
    assert change(pupil_may_come_alone=False)
    assert told() == ["С 14 лет можно прийти без родителя: да → нет"]


def test_a_long_text_is_shortened_in_the_history_and_whole_in_the_setting() -> None:
    excerpt = "Право на сертификат имеют все дети. " * 40
    change(regulation_excerpt=excerpt, regulation_date=date(2019, 5, 14))
    assert kiselevsk().regulation_excerpt == excerpt
    first = str(told()[0])
    assert len(first) < 300
    assert first.startswith("Дата документа: не указано → 14.05.2019; Выдержка из документа: не указано → Право")
    assert first.endswith("…")
    change(regulation_excerpt=excerpt + "И точка.")
    assert told()[1] == "Выдержка из документа: изменено"


def test_what_somebody_else_has_changed_since_is_not_overwritten() -> None:
    shown = seen_settings("authority", "authority_address")
    change(authority="Комитет образования")
    with pytest.raises(SettingsChangedError):
        change(shown, authority="Департамент образования", authority_address=None)
    assert kiselevsk().authority == "Комитет образования"
    assert len(told()) == 1


def test_another_setting_changed_meanwhile_is_in_nobodys_way() -> None:
    shown = seen_settings("validity_days")
    change(authority="Комитет образования")
    assert change(shown, validity_days=30)


def test_a_group_is_added_in_its_place_and_told() -> None:
    add_group(place=1)
    assert [(group.name, group.position) for group in groups()] == [(OVZ, 0), ("Дети в возрасте от 5 до 18 лет", 1)]
    assert told() == [f"Новая группа «{OVZ}» – возраст от: 3; возраст до: 18; выдача открыта: да; место в списке: 1"]


def test_a_group_is_closed_moved_and_renamed_and_each_is_told() -> None:
    add_group()
    group = groups()[1]
    assert change_group(group, is_open=False, place=1, name="Дети с ОВЗ")
    assert [one.name for one in groups()] == ["Дети с ОВЗ", "Дети в возрасте от 5 до 18 лет"]
    assert told()[-1] == (
        f"Группа «{OVZ}» – название: {OVZ} → Дети с ОВЗ; выдача открыта: да → нет; место в списке: 2 → 1"
    )
    assert not change_group(groups()[0])


def test_no_two_groups_have_one_name(app: flask.Flask) -> None:
    add_group()
    before = contents_of(app)
    with pytest.raises(TakenError):
        add_group()
    with pytest.raises(TakenError):
        change_group(groups()[1], name=groups()[0].name)
    assert contents_of(app) == before


def test_a_group_that_was_moved_meanwhile_is_shown_again_first() -> None:
    group = groups()[0]
    shown = editing.group_values(group, 1)
    add_group(place=1)
    with pytest.raises(SettingsChangedError):
        database.perform(
            lambda session: editing.change_group(session, group.id, shown, edit(editing.fingerprint(shown)))
        )


def test_an_organisation_is_added_changed_and_closed() -> None:
    add_organisation()
    organisation = organisations()[1]
    assert (organisation.code, organisation.municipality_code) == ("dt", "kiselevsk")
    change_organisation(organisation, telephone="8 (384-64) 0-00-02", is_open=False)
    assert told() == [
        f"Новая уполномоченная организация «{DT}» – адрес: г. Киселёвск, ул. Мира, д. 1; принимает документы: да; "
        "место в списке: 2",
        f"Уполномоченная организация «{DT}» – телефон: не указано → 8 (384-64) 0-00-02; принимает документы: да → нет",
    ]


def test_the_code_of_another_municipalitys_organisation_is_taken() -> None:
    with pytest.raises(TakenError):
        add_organisation("myski-centre")
    assert [one.code for one in organisations()] == ["cdt"]


def test_what_belongs_to_another_municipality_cannot_be_changed(app: flask.Flask) -> None:
    before = contents_of(app)
    for refused in (
        lambda session: editing.change_organisation(session, "myski-centre", {}, edit("x")),
        lambda session: editing.change_group(session, 999, {}, edit("x")),
    ):
        with pytest.raises(LookupError):
            database.perform(refused)
    assert contents_of(app) == before


def test_an_own_paper_is_put_replaced_and_taken_back() -> None:
    kind = "consent_parent"
    none = editing.paper_fingerprint(None)
    assert database.perform(lambda session: editing.put_paper(session, kind, b"%PDF-1", edit(none)))
    first = editing.paper_fingerprint(b"%PDF-1")
    assert not database.perform(lambda session: editing.put_paper(session, kind, b"%PDF-1", edit(first)))
    assert database.perform(lambda session: editing.put_paper(session, kind, b"%PDF-2", edit(first)))
    with pytest.raises(SettingsChangedError):
        database.perform(lambda session: editing.remove_paper(session, kind, edit(first)))
    second = editing.paper_fingerprint(b"%PDF-2")
    assert database.perform(lambda session: editing.remove_paper(session, kind, edit(second)))
    assert not database.perform(lambda session: editing.remove_paper(session, kind, edit(none)))
    label = "Согласие, когда обращается родитель"
    assert told() == [
        f"{label}: бланк портала → свой бланк",
        f"{label}: свой бланк → другой свой бланк",
        f"{label}: свой бланк → бланк портала",
    ]
