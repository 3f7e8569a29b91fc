"""Every ``SGO_PFDO_*`` option in one table: name, type, default, check, help. docs/options.md is made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgo_pfdo.config import checks
from sgo_pfdo.mail.kinds import LetterKind
from sgo_pfdo.plain.numbers import FORMATS

PREFIX = "SGO_PFDO_"


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    :param name: the key in ``app.config``.
    :param type: what it takes, in words.
    :param default: used when the key is absent; ``None`` for an option that must be given.
    :param check: turns the given value into the one that is used; raises ``ValueError`` saying what is wrong.
    :param help: what the option is for.
    """

    name: str
    type: str
    default: Any
    check: Callable[[Any], Any]
    help: str

    @property
    def field(self) -> str:
        """The name of the field in :class:`Settings`."""
        return self.name.removeprefix(PREFIX).lower()


DIRECT = "direct"
"""«Получить сертификат» issues at one press (S004)."""
BY_EMAIL = "email"
"""The applicant confirms an address and fills in an application first (S000)."""
APPLICATION_WAYS = frozenset({DIRECT, BY_EMAIL})

PUBLIC, ALL, NONE = "public", "all", "none"
ADDRESSES_LOOKED_AT = frozenset({PUBLIC, ALL, NONE})
"""Whose addresses guesses are counted by: those of the open internet, those of private networks too, or nobody's."""


OPTIONS: tuple[Option, ...] = (
    Option(
        "SGO_PFDO_KEYS",
        "list of Fernet keys, or text with commas between them",
        None,
        checks.keys,
        "Encrypt the initial passwords of АИС ПФДО. The first key encrypts, all of them decrypt: to rotate, put a new "
        "key in front, run `flask pfdo keys rotate` and drop the old one.",
    ),
    Option(
        "SGO_PFDO_BASE_TEMPLATE",
        "template name",
        "sgo_pfdo/standalone.html",
        checks.text,
        "The host's template that every page of the module extends.",
    ),
    Option(
        "SGO_PFDO_OPEN_TEMPLATE",
        "template name, or nothing",
        "",
        checks.text_or_nothing,
        "The host's template for the pages that everybody can open, signed in or not: information, confirmation of an "
        "e-mail address. Without it, the base template.",
    ),
    Option(
        "SGO_PFDO_CABINET_TEMPLATE",
        "template name, or nothing",
        "",
        checks.text_or_nothing,
        "The host's template for the holder's cabinet, which families open with a certificate's number and password, "
        "signed in at the portal or not. It has the same blocks as the open template, which is the default.",
    ),
    Option(
        "SGO_PFDO_BLOCK_TITLE",
        "block name",
        "title",
        checks.identifier,
        "The block of the base template inside `<title>`.",
    ),
    Option(
        "SGO_PFDO_BLOCK_HEAD",
        "block name",
        "head",
        checks.identifier,
        "The block of the base template inside `<head>`, where the module's stylesheet goes.",
    ),
    Option(
        "SGO_PFDO_BLOCK_CONTENT",
        "block name",
        "content",
        checks.identifier,
        "The block of the base template for the page itself.",
    ),
    Option(
        "SGO_PFDO_OPEN_BLOCK_TITLE",
        "block name, or nothing",
        "",
        checks.identifier_or_nothing,
        "The block for the title on the pages that everybody can open. Without it, the same as on the others.",
    ),
    Option(
        "SGO_PFDO_OPEN_BLOCK_HEAD",
        "block name, or nothing",
        "",
        checks.identifier_or_nothing,
        "The block for the stylesheet there. Without it, the same as on the others.",
    ),
    Option(
        "SGO_PFDO_OPEN_BLOCK_CONTENT",
        "block name, or nothing",
        "",
        checks.identifier_or_nothing,
        "The block for the page itself there. Without it, the same as on the others.",
    ),
    Option(
        "SGO_PFDO_ROOT_CLASS",
        "classes with spaces between them, or nothing",
        "",
        checks.classes,
        "What the element around each page of the module gets beside its own class `pfdo`, such as a class of the "
        "host's design system.",
    ),
    Option(
        "SGO_PFDO_SETTINGS_URL_PREFIX",
        "path",
        "/settings/certificate",
        checks.url_prefix,
        "Where the family's page lives, under the portal's personal settings.",
    ),
    Option("SGO_PFDO_URL_PREFIX", "path", "/pfdo", checks.url_prefix, "Where everything else of the module lives."),
    Option(
        "SGO_PFDO_REGISTER_URL",
        "address, or nothing",
        "",
        checks.address_or_nothing,
        "Where holders sign in to АИС ПФДО; printed on the credentials sheet. A remote register needs it. With the "
        "embedded one it is the sign-in page of the cabinet, made from `SGO_PFDO_BASE_URL`; give it only for a sign-in "
        "page of your own.",
    ),
    Option(
        "SGO_PFDO_CABINET",
        "True or False",
        True,
        checks.flag,
        "Whether there is the holder's cabinet. Off, nothing of it is there: no page, no link.",
    ),
    Option(
        "SGO_PFDO_BASE_URL",
        "address, or nothing",
        "",
        checks.portal_address_or_nothing,
        "The portal's own address, with or without the path it lives under (`SCRIPT_NAME`), for links that leave it: "
        "the QR code of a certificate leads clerks to its card, the link in a letter confirms an address, the "
        "credentials sheet says where to sign in. The Host header is never used for that. Without the option there "
        "are no QR codes, and no letter of the cabinet; the way of applying by e-mail needs it.",
    ),
    Option(
        "SGO_PFDO_TIME_ZONE",
        "IANA time zone",
        "Europe/Moscow",
        checks.time_zone,
        "Decides what day it is for municipalities without a time zone of their own.",
    ),
    Option(
        "SGO_PFDO_VALIDITY_DAYS",
        "days",
        90,
        checks.validity_days,
        "How long a certificate that is not activated is valid, the first day included (S004). "
        "A municipality may have its own.",
    ),
    Option(
        "SGO_PFDO_NUMBER_FORMAT",
        "`sgo12` or `pfdo10`",
        "sgo12",
        checks.one_of(FORMATS),
        "How certificate numbers look: 12 random digits (S004) or region, municipality and six digits in sequence "
        "(S000). A municipality may have its own.",
    ),
    Option(
        "SGO_PFDO_APPLICATION_WAY",
        "`direct` or `email`",
        DIRECT,
        checks.one_of(APPLICATION_WAYS),
        "How families apply: at one press (S004), or with a confirmed e-mail address and a filled application (S000). "
        "A municipality may have its own.",
    ),
    Option(
        "SGO_PFDO_UNFINISHED_DAYS",
        "days",
        30,
        checks.whole_number(1, 365),
        "After how many days without a step `flask pfdo clean` erases an unfinished application.",
    ),
    Option(
        "SGO_PFDO_HISTORY_YEARS",
        "years",
        5,
        checks.whole_number(0, 100),
        "After how many years `flask pfdo clean` removes entries of the history; 0 keeps them for ever.",
    ),
    Option(
        "SGO_PFDO_LIMIT_ADDRESSES",
        "`public`, `all` or `none`",
        PUBLIC,
        checks.one_of(ADDRESSES_LOOKED_AT),
        "Which addresses of computers guesses are limited by, besides accounts: those of the open internet, those of "
        "private networks too, or none. A keyed hash is kept, for about an hour. Behind a proxy that hides who asks, "
        "use Werkzeug's ProxyFix, or `none`.",
    ),
    Option(
        "SGO_PFDO_ACCESS_DAYS",
        "days",
        7,
        checks.whole_number(1, 30),
        "Within how many calendar days a school decides about a request for access to a child. Both sides see the day.",
    ),
    Option(
        "SGO_PFDO_ACCESS_EXPIRY_DAYS",
        "days",
        30,
        checks.whole_number(1, 365),
        "After how many days a request that nobody decided ends, counted from the day it was made or last corrected; "
        "never before the school's last day is over.",
    ),
    Option(
        "SGO_PFDO_ACCESS_CODE_DAYS",
        "days",
        14,
        checks.whole_number(1, 90),
        "How many days a code is good that a school prints for parents, that of printing being the first.",
    ),
    Option(
        "SGO_PFDO_ACCESS_KEEP_DAYS",
        "days",
        90,
        checks.whole_number(1, 3650),
        "How long after its end `flask pfdo access tidy` keeps what a request stated.",
    ),
    Option(
        "SGO_PFDO_ACCESS_END_AT_18",
        "True or False",
        True,
        checks.flag,
        "Whether access that the module opened ends on the child's 18th birthday. What the portal attached by itself "
        "stays its own matter.",
    ),
    Option(
        "SGO_PFDO_IDENTITY_NOTICE",
        "text, or nothing",
        "",
        checks.text_or_nothing,
        "What stands in place of the sign-in through Госуслуги while it must not be used: «Вход через Госуслуги "
        "временно недоступен. Ведутся технические работы.» Three failures within a minute say that for a minute.",
    ),
    Option(
        "SGO_PFDO_LETTERS",
        "list of kinds, or text with commas between them, or nothing",
        ", ".join(LetterKind),
        checks.some_of([*LetterKind]),
        "Which letters about a certificate families get at the address that they have confirmed. A municipality and "
        "each family can refuse a kind, too; they cannot ask for one that is missing here.",
    ),
    Option(
        "SGO_PFDO_MAIL_SERVER",
        "host name, or nothing",
        "",
        checks.mail_host_or_nothing,
        "The SMTP server that takes letters.",
    ),
    Option("SGO_PFDO_MAIL_PORT", "port", 587, checks.whole_number(1, 65535), "Its port."),
    Option(
        "SGO_PFDO_MAIL_STARTTLS", "True or False", True, checks.flag, "Whether to encrypt the connection by STARTTLS."
    ),
    Option(
        "SGO_PFDO_MAIL_USERNAME", "text, or nothing", "", checks.ascii_or_nothing, "The login there, if it wants one."
    ),
    Option("SGO_PFDO_MAIL_PASSWORD", "text, or nothing", "", checks.ascii_or_nothing, "The password there."),
    Option(
        "SGO_PFDO_MAIL_FROM",
        "e-mail address, or a name and `<address>`",
        "noreply@localhost",
        checks.sender,
        "The sender of letters, with a name or without: `Портал <noreply@portal.ru>`.",
    ),
    Option(
        "SGO_PFDO_MAIL_TIMEOUT",
        "seconds",
        10,
        checks.whole_number(1, 60),
        "How long to wait for each answer of the server.",
    ),
)
