"""Why a clerk freezes or annuls: the lists to choose from, in the words that the family reads too."""

from collections.abc import Mapping

from sgo_pfdo.certificates.rules.lifecycle import Step

OTHER = "other"
"""The reason is in the clerk's own words alone."""
DUPLICATE = "duplicate"
"""The child has another certificate: the portal gives no new one in place of this."""
MOVED = "moved"
"""The child lives in another municipality now, which is where a new one comes from."""

REASONS: Mapping[Step, Mapping[str, str]] = {
    Step.FREEZE: {
        "at_request": "по просьбе семьи",
        "data_check": "проверяются данные ребёнка",
        "misuse": "сертификатом могли воспользоваться без ведома семьи",
        OTHER: "другая причина",
    },
    Step.ANNUL: {
        "at_request": "по заявлению семьи",
        MOVED: "ребёнок больше не живёт в муниципалитете",
        "wrong_data": "сертификат получен с ошибкой в данных",
        DUPLICATE: "у ребёнка есть другой сертификат",
        "misuse": "сертификатом воспользовались без ведома семьи",
        OTHER: "другая причина",
    },
    Step.RESTORE: {
        "clock": "он действует, новый выдали из-за ошибки с датой",
        OTHER: "другая причина",
    },
}


def in_words(step: Step, code: str | None, own_words: str | None) -> str:
    """Say a reason as people read it: «по заявлению семьи. Переезжаем в Томск».

    :param code: from the list of the step.
    :param own_words: what the clerk added, or ``None``.
    """
    listed = REASONS.get(step, {}).get(code or "", "")
    if code == OTHER and own_words:
        return own_words
    return ". ".join(part for part in (listed, own_words) if part)
