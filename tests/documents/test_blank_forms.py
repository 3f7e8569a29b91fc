"""The application form and the consent: what they say, and whether a hand can fill them in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sgo_pfdo.documents import Applicant, BlankForm, DoesNotFit, UnprintableText, application_form, consent

from .papers import PAPERS
from .reading import Page, copied, overlapping, read
from .samples import MUNICIPALITY

BLANKS = {name: pdf for name, pdf in PAPERS.items() if name.startswith(("application", "consent"))}
EVERY_BLANK = pytest.mark.parametrize("pdf", BLANKS.values(), ids=BLANKS.keys())


def _room_above(page: Page) -> list[float]:
    """For each rule, the millimetres up to the next rule or the baseline of the text above it."""
    descent = 0.22
    feet = [(box, box.bottom - descent * (box.bottom - box.top)) for box in (*page.characters, *page.rules)]
    rooms = []
    for rule in page.rules:
        above = [
            foot
            for box, foot in feet
            if foot < rule.top - 0.5 and box.right > rule.left + 0.2 and box.left < rule.right - 0.2
        ]
        rooms.append(rule.top - max(above, default=0))
    return rooms


@EVERY_BLANK
def test_there_are_at_least_eight_millimetres_to_write_in(pdf: bytes) -> None:
    assert min(_room_above(read(pdf))) >= 7.95


@EVERY_BLANK
def test_rules_are_long_enough_and_stay_within_the_page(pdf: bytes) -> None:
    rules = read(pdf).rules
    for rule in rules:
        assert rule.left >= 20
        assert rule.right <= 200
        assert rule.right - rule.left >= 8.9
    assert sum(rule.right - rule.left >= 115 for rule in rules) >= 4


@EVERY_BLANK
def test_ends_with_date_signature_and_name_in_print(pdf: bytes) -> None:
    assert "« » 20 г. дата подпись фамилия, инициалы" in copied(pdf)


def test_application_of_a_parent_follows_the_municipality() -> None:
    text = copied(PAPERS["application, parent, filled"])
    parts = [
        "ЗАЯВЛЕНИЕ № о предоставлении сертификата дополнительного образования и регистрации в реестре",
        "Прошу зарегистрировать указанного ниже ребёнка, родителем (законным представителем) которого я являюсь, "
        "в реестре сертификатов дополнительного образования Кемеровской области – Кузбасса под реестровой записью №",
        "Сведения о ребёнке, которому предоставляется сертификат Фамилия Имя Отчество (при наличии) Дата рождения",
        "Документ (вид) серия и номер Адрес проживания",
        "предусмотренный для следующей категории детей: Дети в возрасте от 5 до 18 лет",
        "Сведения о заявителе Фамилия Имя, отчество (при наличии) Телефон Электронная почта",
        "Правилами персонифицированного финансирования дополнительного образования детей ознакомлен(а).",
        "Обязуюсь уведомить уполномоченный орган (Управление образования Киселёвского городского округа) посредством "
        "личного обращения об изменениях предоставленных сведений не позднее чем через 20 рабочих дней",
        "Сведения, указанные заявителем в заявлении, подтверждены соответствующими документами.",
        "линия отреза РАСПИСКА Я, должность",
        "получил(а) заявление о предоставлении сертификата №",
    ]
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


def test_application_of_a_pupil_speaks_for_the_pupil() -> None:
    text = copied(PAPERS["application, pupil, filled"])
    assert "Прошу зарегистрировать меня, достигшего (достигшую) возраста 14 лет," in text
    assert "Сведения о заявителе, которому предоставляется сертификат Фамилия" in text
    assert "родителем" not in text
    assert "Сведения о ребёнке" not in text


def test_what_is_not_known_is_left_out_or_a_rule() -> None:
    empty, filled = (read(PAPERS[f"application, parent, {kind}"]) for kind in ("empty", "filled"))
    assert "уполномоченный орган муниципалитета посредством" in " ".join(empty.text.split())
    assert len(empty.rules) == len(filled.rules) + 1
    assert "None" not in empty.text


@pytest.mark.parametrize(
    ("known", "printed"),
    [
        ({}, "уполномоченная организация наименование и адрес оператор АИС ПФДО наименование и адрес"),
        ({"register_operator": "АНО «Центр»"}, "оператор АИС ПФДО – АНО «Центр»; адрес оператора АИС ПФДО"),
        ({"register_operator": "АНО «Центр»", "register_operator_address": "г. Томск"}, "– АНО «Центр», г. Томск;"),
    ],
)
def test_what_is_not_known_of_who_runs_the_register_is_a_rule_to_write_on(known: dict[str, str], printed: str) -> None:
    assert printed in copied(consent.draw(BlankForm(applicant=Applicant.PARENT, **known)))


@pytest.mark.parametrize("applicant", list(Applicant))
def test_consent_is_complete_by_article_9_part_4(applicant: Applicant) -> None:
    text = copied(PAPERS[f"consent, {applicant}, filled"])
    points = [
        "СОГЛАСИЕ на обработку персональных данных Я, фамилия, имя, отчество",
        "адрес документ: вид, серия, номер дата выдачи кем выдан",
        "от 27.07.2006 № 152-ФЗ «О персональных данных» свободно, своей волей и в своём интересе",
        "даю согласие на обработку моих персональных данных",
        "Оператор Управление образования Киселёвского городского округа, 652700,",
        "По поручению оператора персональные данные обрабатывают: оператор АИС ПФДО – АНО «Региональный модельный",
        "уполномоченная организация наименование и адрес",
        "Цель персонифицированный учёт в системе дополнительного образования Кемеровской области – Кузбасса",
        "Перечень данных",
        "Обработка сбор, запись, систематизация, накопление, хранение, уточнение (обновление, изменение), извлечение,",
        "с использованием средств автоматизации и без них",
        "Срок действия",
        "Отзыв согласия",
        "подпись",
    ]
    positions = [text.index(point) for point in points]
    assert positions == sorted(positions)


def test_consent_of_a_parent_names_child_and_the_right_to_represent() -> None:
    text = copied(PAPERS["consent, parent, filled"])
    assert text.count("документ: вид, серия, номер дата выдачи кем выдан") == 2
    assert "законным представителем которого я являюсь на основании вид, номер и дата документа, кем выдан" in text


def test_consent_of_a_pupil_names_no_representative() -> None:
    text = copied(PAPERS["consent, pupil, filled"])
    assert "дата рождения" in text
    assert "представител" not in text
    assert "ребёнка" not in text.replace("по номеру и имени ребёнка", "")


def test_the_consent_stands_apart_from_the_application() -> None:
    """156-ФЗ of 24 June 2025: a consent is not part of another paper."""
    assert "ЗАЯВЛЕНИЕ" not in copied(PAPERS["consent, parent, filled"])
    assert "согласие" not in copied(PAPERS["application, parent, filled"]).lower()


@pytest.mark.parametrize("applicant", list(Applicant))
@pytest.mark.parametrize("draw", [application_form.draw, consent.draw], ids=["application", "consent"])
def test_very_long_names_of_a_municipality_still_leave_one_page_to_write_on(
    draw: Callable[[BlankForm], bytes], applicant: Applicant
) -> None:
    known = {key: f"{value}, {value}" for key, value in MUNICIPALITY.items()}
    page = read(draw(BlankForm(applicant=applicant, **known)))
    assert max(box.bottom for box in page.characters) <= page.height - 7
    assert list(overlapping(page.characters)) == []
    assert min(_room_above(page)) >= 7.95


def test_what_no_page_can_hold_is_an_error() -> None:
    with pytest.raises(DoesNotFit, match="shorten the names"):
        consent.draw(BlankForm(applicant=Applicant.PARENT, authority="Управление " * 400, authority_address="г. К."))


def test_an_unprintable_authority_is_reported() -> None:
    with pytest.raises(UnprintableText) as caught:
        application_form.draw(BlankForm(applicant=Applicant.PUPIL, authority="教育 управление"))
    assert caught.value.characters == ("教", "育")
