"""Periods and allowances in the words of pages and of the history."""

from collections.abc import Mapping
from typing import Any, Protocol

from sgo_pfdo.funds.rules.kinds import PAID_BY_BUDGET, REGISTERS, Funding
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.municipalities import changes
from sgo_pfdo.municipalities.changes import Wording
from sgo_pfdo.plain.wording import days, plural, roubles

FUNDINGS: Mapping[str, str] = {
    Funding.FUNDED: "Сертификат ПФ: им можно платить за сертифицированные программы",
    Funding.ACCOUNTING: "Сертификат учёта: станет сертификатом ПФ при записи на сертифицированную программу",
}
SHORT_FUNDINGS = changes.FUNDINGS
DECREASES: Mapping[str, str] = {
    Decrease.MONTHLY: "Каждый месяц, пока не выбрана сертифицированная программа",
    Decrease.NONE: "Не уменьшается",
}
NOT_OFFERED = "не предоставляются"


class AnyPeriod(Protocol):
    """Whatever has the days of a period."""

    starts_on: Any
    ends_on: Any


def dates(period: AnyPeriod) -> str:
    """Say the days of a period: «01.01.2026–31.12.2026»."""
    return f"{period.starts_on:%d.%m.%Y}–{period.ends_on:%d.%m.%Y}"


def programmes(value: Any) -> str:
    """Say how many programmes: «2 программы», «без ограничения»."""
    if isinstance(value, str):
        return "без ограничения"
    return f"{value} {plural(value, 'программа', 'программы', 'программ')}"


def summary(amounts: Mapping[str, Any]) -> list[str]:
    """Say what a group may use, a line for the money and one for each type of certificates.

    :param amounts: by the names of :data:`ALLOWANCES`.
    """
    lines = [] if amounts["nominal"] is None else [f"номинал: {roubles(amounts['nominal'])}"]
    for funding, name in SHORT_FUNDINGS.items():
        given = [
            f"{REGISTERS[register].lower()} – {programmes(amounts[f'{funding}_{register}'])}"
            for register in PAID_BY_BUDGET
            if amounts[f"{funding}_{register}"] is not None
        ]
        lines += [f"{name}: {', '.join(given)}"] if given else []
    return lines


def _day(value: Any) -> str:
    return f"{value:%d.%m.%Y}"


PERIOD: Mapping[str, Wording] = {
    "starts_on": Wording("первый день", _day),
    "ends_on": Wording("последний день", _day),
    "opens_on": Wording("открыт для семей с", _day),
    "stop_on": Wording("новых договоров нет с", _day),
    "funding_limit": Wording("лимит денег на все сертификаты", roubles, "без лимита"),
    "backdate_days": Wording("договор задним числом", days),
    "decrease": Wording("как уменьшается номинал", DECREASES.__getitem__),
}
"""The columns of a period that an operator sets."""
ALLOWANCES: Mapping[str, Wording] = {"nominal": Wording("номинал", roubles, "нет")} | {
    f"{funding}_{register}": Wording(
        f"{REGISTERS[register].lower()} программы, {SHORT_FUNDINGS[funding]}", programmes, NOT_OFFERED
    )
    for funding in Funding
    for register in PAID_BY_BUDGET
}
