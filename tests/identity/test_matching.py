"""The rules of whose account it is (docs/gosuslugi.md): each crossed with how names, numbers and dates are written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgo_pfdo.identity.matching import (
    AskToLink,
    Conflict,
    Datum,
    Kind,
    Match,
    Result,
    Unknown,
    clean_snils,
    contradiction,
    document_of,
    is_same_name,
    match,
)
from sgo_pfdo.people import IdentityDocument, Level
from sgo_pfdo.verified import Account, VerifiedPerson

SNILS, OTHER_SNILS = "112-233-445 95", "087-654-303 00"
BORN, OTHER_DAY = date(1981, 10, 1), date(1981, 10, 2)
PASSPORT = IdentityDocument(kind="passport", number="3210 123456")
PERSON = VerifiedPerson(
    provider="gosuslugi",
    subject="1000299654",
    level=Level.CONFIRMED,
    surname="Королёва",
    first_name="Алёна",
    patronymic="Игоревна",
    birth_date=BORN,
    snils=SNILS,
    document=PASSPORT,
)
SAME = Account(
    id="mother",
    label="Родитель",
    surname="Королёва",
    first_name="Алёна",
    patronymic="Игоревна",
    birth_date=BORN,
    snils=SNILS,
    document_number="3210123456",
)
NO_SNILS = replace(SAME, snils=None)
CHILD = replace(SAME, id="child", label="Учащийся", pupil_id="p1")
THEIR_CHILD = replace(
    PERSON, level=Level.STANDARD, is_child_account=True, birth_date=date(2015, 5, 5), first_name="Пётр"
)


def person(**changes: Any) -> VerifiedPerson:
    return replace(PERSON, **changes)


def told(result: Result) -> str:
    """Say a result in a word or two, as the table does."""
    match result:
        case Match():
            return f"match {result.rule}: " + " ".join(account.id for account in result.accounts)
        case AskToLink():
            return f"ask {result.rule}"
        case Conflict():
            return f"{result.kind.value} {result.rule}" + (f" {result.datum.value}" if result.datum else "")
        case Unknown():
            return "unknown"


TABLE: Sequence[tuple[str, VerifiedPerson, Sequence[Account], dict[str, Any], str]] = [
    ("rule 1: a link, whatever the record says now", PERSON,
     [replace(SAME, snils=OTHER_SNILS, birth_date=OTHER_DAY, surname="Петрова")], {"linked": ["mother"]},
     "match 1: mother"),
    ("rule 1: two links", PERSON, [SAME, replace(SAME, id="teacher")], {"linked": ["mother", "teacher"]},
     "match 1: mother teacher"),
    ("rule 1: a link of a simple account", person(level=Level.SIMPLE), [SAME], {"linked": ["mother"]},
     "match 1: mother"),
    ("rule 1: blocked", PERSON, [replace(SAME, is_blocked=True)], {"linked": ["mother"]}, "blocked 1"),
    ("rule 1: one of two blocked", PERSON, [replace(SAME, is_blocked=True), replace(SAME, id="teacher")],
     {"linked": ["mother", "teacher"]}, "match 1: teacher"),
    ("rule 2", PERSON, [SAME], {}, "match 2: mother"),
    ("rule 2: the surname changed", PERSON, [replace(SAME, surname="Девичья")], {}, "match 2: mother"),
    ("rule 2: another document", PERSON, [replace(SAME, document_number="9999 999999")], {}, "match 2: mother"),
    ("rule 2: no patronymic in the record", PERSON, [replace(SAME, patronymic=None)], {}, "match 2: mother"),
    ("rule 3: another birth date", PERSON, [replace(SAME, birth_date=OTHER_DAY)], {}, "record_differs 3 birth_date"),
    ("rule 3: no birth date in the record", PERSON, [replace(SAME, birth_date=None)], {},
     "record_differs 3 birth_date_missing"),
    ("rule 3: another first name", PERSON, [replace(SAME, first_name="Анна")], {}, "record_differs 3 first_name"),
    ("rule 3: no first name", PERSON, [replace(SAME, surname=None, first_name=None)], {},
     "record_differs 3 first_name"),
    ("rule 4", PERSON, [NO_SNILS], {}, "match 4: mother"),
    ("rule 4: all zeros are none", PERSON, [replace(SAME, snils="000-000-000 00")], {}, "match 4: mother"),
    ("rule 4: wrong check digits are none", PERSON, [replace(SAME, snils="112-233-445 94")], {}, "match 4: mother"),
    ("rule 4: no patronymic on one side", person(patronymic=None), [NO_SNILS], {}, "match 4: mother"),
    ("rule 4: not by another patronymic", PERSON, [replace(NO_SNILS, patronymic="Олеговна")], {}, "unknown"),
    ("rule 4: not by another surname", PERSON, [replace(NO_SNILS, surname="Девичья")], {}, "unknown"),
    ("rule 4: two persons of one document", person(patronymic=None),
     [NO_SNILS, replace(NO_SNILS, id="other", patronymic="Олеговна")], {}, "ask 5"),
    ("rule 4: the person's own СНИЛС unknown, the record's known", person(snils=None), [SAME], {}, "ask 5"),
    ("rule 5: a namesake", PERSON, [replace(NO_SNILS, document_number=None)], {}, "ask 5"),
    ("rule 5: another document", PERSON, [replace(NO_SNILS, document_number="9999 999999")], {}, "ask 5"),
    ("rule 5: several namesakes", person(document=None), [NO_SNILS, replace(NO_SNILS, id="other")], {}, "ask 5"),
    ("rule 5: a number of zeros is none", person(document=replace(PASSPORT, number="0000 000000")),
     [replace(NO_SNILS, document_number="0000000000")], {}, "ask 5"),
    ("rule 6: another СНИЛС hides a namesake", PERSON, [replace(SAME, snils=OTHER_SNILS)], {}, "unknown"),
    ("rule 7: a pupil's account of another birth date", PERSON, [replace(CHILD, birth_date=OTHER_DAY)], {}, "unknown"),
    ("rule 7: a pupil's own", PERSON, [CHILD], {}, "match 2: child"),
    ("rule 7: a pupil's without a birth date", PERSON, [replace(CHILD, birth_date=None)], {},
     "record_differs 3 birth_date_missing"),
    ("rule 8", PERSON, [SAME], {"taken": ["mother"]}, "linked_to_another 8"),
    ("rule 8: by document", PERSON, [NO_SNILS], {"taken": ["mother"]}, "linked_to_another 8"),
    ("rule 8: the other one is free", PERSON, [SAME, replace(SAME, id="teacher")], {"taken": ["mother"]},
     "match 2: teacher"),
    ("rule 9", PERSON, [SAME, replace(SAME, id="teacher")], {}, "match 9: mother teacher"),
    ("rule 9: by СНИЛС and by document", PERSON, [SAME, replace(NO_SNILS, id="teacher")], {},
     "match 9: mother teacher"),
    ("rule 10: standard", person(level=Level.STANDARD), [SAME], {}, "ask 10"),
    ("rule 10: simple, and nobody there", person(level=Level.SIMPLE, snils=None), [], {}, "ask 10"),
    ("rule 10: a child's account apart", THEIR_CHILD,
     [replace(CHILD, birth_date=date(2015, 5, 5), first_name="Пётр")], {}, "match 2: child"),
    ("rule 10: a child's account opens no adult's", THEIR_CHILD,
     [replace(SAME, birth_date=date(2015, 5, 5), first_name="Пётр")], {}, "unknown"),
    ("what differs is not told to a child's account", THEIR_CHILD,
     [replace(CHILD, birth_date=date(2015, 5, 5), first_name="Иван")], {}, "record_differs 3"),
    ("rule 11", PERSON, [], {}, "unknown"),
    ("rule 11: a stranger among the candidates", PERSON,
     [replace(SAME, surname="Чужая", first_name="Ольга", birth_date=OTHER_DAY, snils=OTHER_SNILS)], {}, "unknown"),
    ("twins: equal surname and date", PERSON, [replace(NO_SNILS, first_name="Инна")], {}, "unknown"),
    ("blocked", PERSON, [replace(SAME, is_blocked=True)], {}, "blocked 2"),
    ("twenty candidates, one of them right", PERSON,
     [replace(SAME, id=f"a{number}", first_name="Ольга", snils=OTHER_SNILS) for number in range(19)] + [SAME], {},
     "match 2: mother"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "candidates", "links", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_table_of_rules(
    who: VerifiedPerson, candidates: Sequence[Account], links: dict[str, Any], expected: str
) -> None:
    assert told(match(who, candidates, **links)) == expected
    assert told(match(who, list(reversed(candidates)), **links)).split(":")[0] == expected.split(":")[0]


WAYS_OF_A_SNILS = ["112-233-445 95", "11223344595", "112 233 445 95", "112‑233‑445‑95", " 112-233-44595 "]
WAYS_OF_NAMES = [
    ("Королёва", "Алёна", "Игоревна"),
    ("КОРОЛЕВА", "АЛЕНА", "ИГОРЕВНА"),
    ("Королёва", "Алёна", "Игоревна"),
    ("Koролёва", "Aлёна", None),
    (" Королева ", "Алена", "-"),
]
WAYS_OF_A_PASSPORT = ["3210 123456", "3210123456", "32 10 № 123456", "32-10 123456"]


@pytest.mark.parametrize(("snils", "names"), list(product(WAYS_OF_A_SNILS, WAYS_OF_NAMES)))
def test_rule_2_whatever_the_way_of_writing(snils: str, names: tuple[str, str, str | None]) -> None:
    surname, first_name, patronymic = names
    account = replace(SAME, snils=snils, surname=surname, first_name=first_name, patronymic=patronymic)
    assert told(match(PERSON, [account])) == "match 2: mother"


@pytest.mark.parametrize(("number", "names"), list(product(WAYS_OF_A_PASSPORT, WAYS_OF_NAMES)))
def test_rule_4_whatever_the_way_of_writing(number: str, names: tuple[str, str, str | None]) -> None:
    surname, first_name, patronymic = names
    account = replace(NO_SNILS, surname=surname, first_name=first_name, patronymic=patronymic, document_number=number)
    assert told(match(PERSON, [account])) == "match 4: mother"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Римский-Корсаков", "Римский Корсаков", True),
        ("Римский-Корсаков", "РимскийКорсаков", True),
        ("Римский – Корсаков", "римский‑корсаков", True),
        ("Рашид оглы", "Рашид-оглы", True),
        ("Рашид оглы", "Рашидович", False),
        ("Семёнов", "Семенов", True),
        ("Сергей", "Сергей", True),
        ("Cepгeй", "Сергей", True),
        ("О'Коннор", "ОКоннор", True),
        ("Анна", "Анна-Мария", False),
        ("", "", False),
        (None, None, False),
        ("-", "-", False),
    ],
)
def test_names_are_compared(one: str | None, other: str | None, is_same: bool) -> None:
    assert is_same_name(one, other) is is_same
    assert is_same_name(other, one) is is_same


@pytest.mark.parametrize(
    "good", ["11223344595", "08765430300", "05023431600", "01610339600", "82098123300", "00100199800"]
)
def test_a_snils_is_taken(good: str) -> None:
    assert clean_snils(good) == good


@pytest.mark.parametrize(
    "bad",
    ["08765430301", "00000000000", "1122334459", "112233445955", "1122334459a", "", None, "١١٢٢٣٣٤٤٥٩٥", "0" * 5000],
)
def test_what_is_no_snils_is_none(bad: str | None) -> None:
    assert clean_snils(bad) is None


def test_a_birth_certificate_is_compared_with_its_letters() -> None:
    assert document_of("III-АВ № 123456") == document_of("iii-AB 123456") != document_of("II-АВ № 123456")
    assert document_of("12345") is None
    assert document_of("№ 000 000") is None


PRESSED: Sequence[tuple[str, VerifiedPerson, Account, dict[str, Any], str | None]] = [
    ("all equal", PERSON, SAME, {}, None),
    ("the record lacks everything", PERSON, Account(id="mother", label="Родитель"), {}, None),
    ("a simple account without СНИЛС", person(level=Level.SIMPLE, snils=None, birth_date=BORN), SAME, {}, None),
    ("a changed surname", PERSON, replace(SAME, surname="Девичья"), {}, None),
    ("another СНИЛС", PERSON, replace(SAME, snils=OTHER_SNILS), {}, "record_differs 3 snils"),
    ("another birth date", PERSON, replace(SAME, birth_date=OTHER_DAY), {}, "record_differs 3 birth_date"),
    ("another first name", PERSON, replace(SAME, first_name="Инна"), {}, "record_differs 3 first_name"),
    ("what differs is not told below confirmed", person(level=Level.STANDARD), replace(SAME, first_name="Инна"), {},
     "record_differs 3"),
    ("no birth date at Госуслуги", person(birth_date=None), SAME, {}, "record_differs 3 birth_date"),
    ("a child's account by the mother", PERSON, replace(CHILD, birth_date=date(2015, 5, 5), snils=None), {},
     "not_theirs 7"),
    ("a child's account by the child", PERSON, CHILD, {}, None),
    ("an adult's account by a child", THEIR_CHILD, Account(id="mother", label="Родитель"), {}, "not_theirs 7"),
    ("linked to another", PERSON, SAME, {"taken": ["mother"]}, "linked_to_another 8"),
    ("blocked", PERSON, replace(SAME, is_blocked=True), {}, "blocked 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "account", "links", "expected"), [row[1:] for row in PRESSED], ids=[r[0] for r in PRESSED]
)
def test_linking_by_a_press(who: VerifiedPerson, account: Account, links: dict[str, Any], expected: str | None) -> None:
    found = contradiction(who, account, **links)
    assert (told(found) if found else None) == expected


NAMES = st.sampled_from(["Алёна", "Алена", "Анна", "", None, "АЛЁНА"])
SURNAMES = st.sampled_from(["Королёва", "Королева", "Девичья", None])
ACCOUNTS = st.builds(
    Account,
    id=st.sampled_from(["a", "b", "c", "d", "e"]),
    label=st.just("Родитель"),
    surname=SURNAMES,
    first_name=NAMES,
    patronymic=st.sampled_from(["Игоревна", "Олеговна", None, "-"]),
    birth_date=st.sampled_from([BORN, OTHER_DAY, None]),
    snils=st.sampled_from([SNILS, "11223344595", OTHER_SNILS, "000-000-000 00", "112-233-445 94", None]),
    document_number=st.sampled_from(["3210 123456", "9999 999999", None, ""]),
    pupil_id=st.sampled_from([None, "p"]),
    is_blocked=st.booleans(),
)
PEOPLE = st.builds(
    VerifiedPerson,
    provider=st.just("gosuslugi"),
    subject=st.just("1"),
    level=st.sampled_from(list(Level)),
    is_child_account=st.booleans(),
    surname=st.sampled_from(["Королёва", "Девичья"]),
    first_name=st.sampled_from(["Алёна", "Анна"]),
    patronymic=st.sampled_from(["Игоревна", None]),
    birth_date=st.sampled_from([BORN, OTHER_DAY, None]),
    snils=st.sampled_from([SNILS, OTHER_SNILS, None]),
    document=st.sampled_from([PASSPORT, None]),
)


def digits(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isdigit())


def plain(name: str | None) -> str:
    return (name or "").lower().replace("ё", "е").strip("-")


def may_be_opened(who: VerifiedPerson, account: Account) -> bool:
    """Say once more, in other words than the code, what is enough at the least."""
    known = [digits(SNILS), digits(OTHER_SNILS)]
    born = who.birth_date is not None and who.birth_date == account.birth_date
    named = plain(who.first_name) == plain(account.first_name)
    by_snils = digits(who.snils) in known and digits(who.snils) == digits(account.snils)
    by_document = (
        digits(account.snils) not in known
        and plain(who.surname) == plain(account.surname)
        and plain(who.patronymic)
        in {plain(account.patronymic), ""} | ({plain(who.patronymic)} if not plain(account.patronymic) else set())
        and who.document is not None
        and digits(who.document.number) == digits(account.document_number)
    )
    return born and named and (by_snils or by_document)


@settings(max_examples=600)
@given(PEOPLE, st.lists(ACCOUNTS, max_size=6, unique_by=lambda one: one.id), st.sets(st.sampled_from("abcde")))
def test_nothing_weaker_ever_opens_an_account(who: VerifiedPerson, candidates: list[Account], taken: set[str]) -> None:
    result = match(who, candidates, taken=taken)
    if isinstance(result, Match):
        assert who.level is Level.CONFIRMED or who.is_child_account
        for account in result.accounts:
            assert may_be_opened(who, account)
            assert account.id not in taken and not account.is_blocked
            assert account.pupil_id is not None or not who.is_child_account
    if who.level is not Level.CONFIRMED:
        assert not isinstance(result, Conflict) or result.datum is None


@settings(max_examples=300)
@given(PEOPLE, st.lists(ACCOUNTS, max_size=6, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_decides_nothing(
    who: VerifiedPerson, candidates: list[Account], chance: Any
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    one, other = match(who, candidates), match(who, shuffled)
    assert type(one) is type(other)
    if isinstance(one, Match) and isinstance(other, Match):
        assert {account.id for account in one.accounts} == {account.id for account in other.accounts}


@given(PEOPLE, ACCOUNTS)
def test_nobody_is_named_in_what_a_log_may_show(who: VerifiedPerson, account: Account) -> None:
    for said in (repr(who), repr(account), repr(match(who, [account]))):
        for secret in ("Корол", "Ал", "1981", "112", "3210", "Игор"):
            assert secret not in said


def test_what_differs_is_named_to_the_confirmed_alone() -> None:
    assert Datum.BIRTH_DATE in Datum and Kind.BLOCKED in Kind
    for level in Level:
        found = contradiction(person(level=level), replace(SAME, birth_date=OTHER_DAY))
        assert found is not None and (found.datum is not None) is (level is Level.CONFIRMED)
