"""What the organisation's pages call states and steps."""

from collections.abc import Mapping

from sgo_pfdo.programmes.rules.lifecycle import State, Step

LISTED: Mapping[State, str] = {
    State.RETURNED: "На доработке",
    State.DRAFT: "Черновики",
    State.REVIEW: "На проверке",
    State.PUBLISHED: "Опубликованы",
    State.ARCHIVED: "В архиве",
}
"""Headings of lists, in the order in which they want something done."""
PART_SHOWN: Mapping[State, str] = {
    State.DRAFT: "Черновик",
    State.REVIEW: "На проверке",
    State.PUBLISHED: "Проверен",
    State.RETURNED: "Возвращён на доработку",
    State.ARCHIVED: "В архиве",
}
BUTTONS: Mapping[Step, str] = {
    Step.SEND: "Отправить на проверку",
    Step.PUBLISH_PAID: "Опубликовать",
    Step.TAKE_BACK: "Отозвать с проверки",
    Step.ARCHIVE: "Убрать в архив",
    Step.RESTORE: "Вернуть из архива",
}
"""What the buttons of steps say."""
WHY_LOCKED: Mapping[State, str] = {
    State.REVIEW: "Программа у оператора. Чтобы изменить её, сначала отзовите с проверки.",
    State.ARCHIVED: "Программа в архиве: семьи её не видят. Чтобы изменить её, верните из архива.",
}
"""Why a programme cannot be edited now."""
