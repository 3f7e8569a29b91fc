"""Checks an e-mail address as typed: what is wrong is said in a sentence, and nothing gets into a letter's head."""

import re
import unicodedata
from collections.abc import Sequence

from sgo_pfdo.plain.signs import cleaned

LONGEST = 254
"""Characters, as mail servers take it (RFC 5321)."""
_LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_CYRILLIC = "а-яёіїєґўјљњћђџѓќѕѐѝәғқңөұүһ"
"""Small letters of the alphabets of the ends below, to stand in a class of a pattern."""
_GMAIL, _YANDEX = "gmail.com", "yandex.ru"
_SAME_DOMAIN = {
    "googlemail.com": _GMAIL,
    "ya.ru": _YANDEX,
    "narod.ru": _YANDEX,
    **{f"yandex.{end}": _YANDEX for end in ("com", "by", "kz", "ua", "uz", "net", "com.tr", "com.am", "com.ge", "az")},
}
"""Domains whose mailboxes are those of another one."""
_CYRILLIC_TOPS = frozenset(
    re.findall(r"\S+", "рф рус дети москва онлайн сайт орг ком католик ею бел укр қаз мон срб мкд бг")
)
"""Cyrillic ends that exist; any other is «ru» or «com» typed in the wrong alphabet."""
_CYRILLIC_ONLY = _CYRILLIC_TOPS - {"онлайн", "сайт", "католик"}
"""In front of these nobody has Latin letters."""
_MISTYPED = {
    **dict.fromkeys(("ру", "ри", "рг", "кг", "ri", "rh", "ry", "tu", "ur", "ruu", "rru"), "ru"),
    **dict.fromkeys(("сом", "цом", "con", "cim", "comm", "cpm", "xom", "vom", "ocm", "cmo", "coom"), "com"),
    "нет": "net",
    "су": "su",
}
"""Ends that no address has, and what was meant."""
_SERVICES = {
    **dict.fromkeys(("маил", "мейл", "мэйл", "майл"), "mail"),
    "яндекс": "yandex",
    **dict.fromkeys(("гмейл", "гмаил", "гмайл", "джимейл"), "gmail"),
    "рамблер": "rambler",
    "бк": "bk",
    "лист": "list",
    "инбокс": "inbox",
}
EXAMPLE = "например mama@mail.ru"


class EmailAddressError(ValueError):
    """No letter can go to the address; the message says in Russian why, and what is expected."""


def check(typed: str) -> str:
    """Check an address and bring it into the form that mail servers take.

    A domain in Cyrillic becomes its ASCII form; what stands before the «@» must be ASCII, as nearly every server wants.

    :param typed: as typed or pasted; spaces around it, «mailto:» and angle brackets are taken off.
    :return: «ivan@xn--e1afmkfd.xn--p1ai» for «ivan@пример.рф».
    :raises EmailAddressError: it is none.
    """
    text = cleaned(typed).strip()
    text = re.sub(r"(?<=\w)[.;,]+$", "", text)
    text = re.sub(r"\Amailto:", "", text, flags=re.IGNORECASE)
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
    _check_whole(text)
    local, _, domain = text.rpartition("@")
    _check_local(local)
    ascii_domain = _ascii_domain(domain.lower())
    if len(local) + len(ascii_domain) + 1 > LONGEST:
        raise EmailAddressError("Слишком длинный адрес: таких не бывает.")
    return f"{local}@{ascii_domain}"


def shown(address: str) -> str:
    """Say an address the way people write it: a Cyrillic domain in Cyrillic.

    :param address: as :func:`check` gives it.
    """
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


def mailbox_of(address: str) -> str:
    """Tell into which mailbox letters to an address come, to count them: «ivan+7@…» and «i.van@gmail.com» are no other.

    It may be too strict, where a server gives two people «ivan» and «ivan+7»; letters are never sent to what it gives.

    :param address: as :func:`check` gives it.
    """
    local, _, domain = address.lower().rpartition("@")
    local = local.partition("+")[0] or local
    domain = _SAME_DOMAIN.get(domain, domain)
    if domain == _GMAIL:
        local = local.replace(".", "")
    if domain == _YANDEX:
        local = local.replace("-", ".")
    return f"{local}@{domain}"


def _check_whole(text: str) -> None:
    if not text:
        raise EmailAddressError(f"Введите адрес электронной почты, {EXAMPLE}.")
    if len(text) > LONGEST * 2:
        raise EmailAddressError("Слишком длинный адрес: таких не бывает.")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        raise EmailAddressError("Введите один адрес, в одну строку.")
    if text.count("@") > 1 or ";" in text:
        raise EmailAddressError("Введите только один адрес.")
    if any(sign.isspace() for sign in text):
        raise EmailAddressError("В адресе не должно быть пробелов.")
    if "@" not in text:
        raise EmailAddressError(f"В адресе должен быть знак @, {EXAMPLE}.")
    if "," in text:
        raise EmailAddressError("В адресе стоит запятая. Должна быть точка?")


def _check_local(local: str) -> None:
    if not local:
        raise EmailAddressError(f"Перед знаком @ должно быть имя ящика, {EXAMPLE}.")
    foreign = sorted({sign for sign in local if not sign.isascii()})
    if foreign:
        signs = ", ".join(f"«{sign}»" for sign in foreign)
        raise EmailAddressError(f"Перед знаком @ могут быть только латинские буквы и цифры. Здесь есть {signs}.")
    if not _LOCAL.fullmatch(local):
        wrong = next(sign for sign in local if not _LOCAL.fullmatch(sign))
        raise EmailAddressError(f"Перед знаком @ не может стоять «{wrong}».")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise EmailAddressError("Перед знаком @ лишняя точка.")
    if len(local) > _LONGEST_LOCAL:
        raise EmailAddressError("Перед знаком @ не больше 64 знаков.")


def _ascii_domain(domain: str) -> str:
    labels = domain.split(".")
    if not domain:
        raise EmailAddressError(f"После знака @ должно быть название почты, {EXAMPLE}.")
    if "" in labels:
        raise EmailAddressError("После знака @ лишняя точка.")
    if len(labels) < 2:
        raise EmailAddressError(f"После знака @ нужно название почты с точкой, {EXAMPLE}.")
    top = _top(labels[-1], labels[:-1])
    return ".".join([*(_ascii_label(label) for label in labels[:-1]), top])


def _top(label: str, before: Sequence[str]) -> str:
    """Check how an address ends.

    :param label: the last part of the domain.
    :param before: the other parts.
    """
    ascii_label = _ascii_label(label)
    if not re.fullmatch("xn--[a-z0-9-]+|[a-z]{2,}", ascii_label):
        raise EmailAddressError(f"Адрес не может кончаться на «.{label}»: проверьте, что после точки.")
    meant = _MISTYPED.get(label)
    if meant or (re.fullmatch(f"[{_CYRILLIC}-]+", label) and label not in _CYRILLIC_TOPS):
        hint = f"Наверное, «{_in_latin('.'.join((*before, meant or label)))}», латинскими буквами."
        raise EmailAddressError(f"Адрес не может кончаться на «.{label}». {hint if meant else ''}".strip())
    if label in _CYRILLIC_ONLY and any(re.search("[a-z]", part) and not part.startswith("xn--") for part in before):
        raise EmailAddressError(f"Перед «.{label}» не бывает латинских букв: проверьте, что после знака @.")
    return ascii_label


def _in_latin(domain: str) -> str:
    """Write the name of a mail service as it is: «маил.ru» is «mail.ru», «гмайл.com» is «gmail.com»."""
    return ".".join(_SERVICES.get(part, part) for part in domain.split("."))


def _ascii_label(label: str) -> str:
    if re.search("[a-z]", label) and re.search(f"[{_CYRILLIC}]", label):
        raise EmailAddressError(f"В слове «{label}» вперемешку русские и латинские буквы: наберите его заново.")
    if not re.fullmatch(f"[a-z0-9-]+|[{_CYRILLIC}0-9-]+", label):
        raise EmailAddressError(f"Проверьте, что стоит после знака @: «{label}» не может быть частью адреса.")
    if label.startswith("-") or label.endswith("-"):
        raise EmailAddressError("После знака @ дефис не на месте.")
    try:
        ascii_label = label.encode("idna").decode("ascii")
    except UnicodeError:
        raise EmailAddressError(f"После знака @ слишком длинное слово: «{label[:20]}…».") from None
    return ascii_label
