"""Makes the pictures of the README and of the guides: ``make screenshots``.

The clock, the numbers and the people are always the same, those of the demo portal and of the manual (S004, figure 26),
so that a new picture differs from the old one only where the page does.
"""

import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page
from school_portal import models
from school_portal.models import db
from sqlalchemy import select

from sgo_pfdo import Pupil
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Actor
from tests.browser.demo_portal import MORNING, DemoPortal, copy_database, prepare_database, press, running_portal
from tests.support import actions, desk
from tests.support.browser import new_context, running_browser

FOLDER = Path(__file__).parents[2] / "docs" / "images"
WIDTH, SCALE = 1120, 2
COLOURS = 64
"""Enough for text and a few flat colours; it makes the file a third as large."""
IGOR, CHILD_AT_THE_DESK = "И-101", "Е-902"
CLERK = Actor(role="clerk", id="clerk", organisation="Росток", municipality_code="leninsk-kuznetsky")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate of a child of the demo.

    Attributes:
        record: the child's.
        number: of the certificate.
        days_ago: when it was issued, counted from the day of the pictures.
        steps: what a clerk did with it on the same day.
    """

    record: str
    number: str
    days_ago: int
    steps: tuple[Step, ...] = ()


ISSUED = (
    Issued(record="О-801", number="310542987716", days_ago=49, steps=(Step.ACTIVATE,)),
    Issued(record="А-901", number="640218335907", days_ago=45, steps=(Step.ACTIVATE, Step.FREEZE)),
    Issued(record="К-301", number="927461050383", days_ago=30),
    Issued(record="И-102", number="458830126674", days_ago=21, steps=(Step.ACTIVATE,)),
    Issued(record="Т-904", number="203759614428", days_ago=14, steps=(Step.ANNUL,)),
    Issued(record="К-401", number="576093281145", days_ago=4),
    Issued(record=IGOR, number="785044901646", days_ago=0),
)


def child(record: str) -> Pupil:
    """Find a child of the demo, as the portal tells the module of it; inside an application context."""
    row_id = db.session.scalars(select(models.Pupil.id).where(models.Pupil.record == record)).one()
    found = current_state().host.pupil(str(row_id))
    assert found is not None, "a row that is there"
    return found


def issue_all(portal: DemoPortal) -> None:
    """Let families get the certificates of the pictures, and a clerk take the steps."""
    with portal.app.app_context():
        for issued in ISSUED:
            moment = MORNING - timedelta(days=issued.days_ago)
            certificate = actions.press(child(issued.record), now=moment)
            for step in issued.steps:
                desk.take(step, certificate, CLERK, now=moment, reason_code="at_request")
            db.session.get_one(Certificate, certificate.id).number = issued.number
            db.session.commit()


def show_certificate(portal: DemoPortal, page: Page) -> None:
    """A parent looks at the certificate of the elder child, not activated yet."""
    portal.open_section(page, "ivanova")


def show_search(portal: DemoPortal, page: Page) -> None:
    """A clerk begins the day."""
    portal.sign_in(page, "clerk", "/pfdo/desk")


def show_card(portal: DemoPortal, page: Page) -> None:
    """A clerk has found a family with papers."""
    show_search(portal, page)
    page.get_by_label("Номер сертификата").fill(next(one.number for one in ISSUED if one.record == IGOR))
    press(page, "Найти")


def show_in_person(portal: DemoPortal, page: Page) -> None:
    """A clerk registers a child who turns out to be in the portal."""
    with portal.app.app_context():
        wanted = child(CHILD_AT_THE_DESK)
    assert wanted.birth_date is not None
    portal.sign_in(page, "clerk", "/pfdo/desk/in-person")
    for label, typed in {
        "Фамилия": wanted.surname,
        "Имя": wanted.first_name,
        "Отчество (если есть)": wanted.patronymic or "",
        "Дата рождения": f"{wanted.birth_date:%d.%m.%Y}",
        "Серия и номер": "III-АБ № 123456",
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    for box in page.locator("#pfdo-papers").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Документ о проживании").uncheck()
    press(page, "Оформить сертификат")


def show_register(portal: DemoPortal, page: Page) -> None:
    """A clerk looks through the newest certificates."""
    portal.sign_in(page, "clerk", "/pfdo/desk/register")


def show_municipality(portal: DemoPortal, page: Page) -> None:
    """An operator looks at what is set."""
    portal.sign_in(page, "operator", "/pfdo/municipality")


def show_provider(portal: DemoPortal, page: Page) -> None:
    """Somebody of an organisation that teaches looks at a programme."""
    portal.sign_in(page, "provider", "/pfdo/provider?state=published")
    page.get_by_role("link", name="Открыть").first.click()


def show_school(portal: DemoPortal, page: Page) -> None:
    """A director looks at who has a certificate."""
    portal.sign_in(page, "director", "/pfdo/school")


def show_cabinet(portal: DemoPortal, page: Page, section: str = "") -> None:
    """A parent has opened the cabinet of the elder child."""
    number = next(one.number for one in ISSUED if one.record == IGOR)
    with portal.app.app_context():
        card_id = db.session.scalars(select(Certificate.card_id).where(Certificate.number == number)).one()
    portal.sign_in(page, "ivanova", "/settings/certificate")
    press(page, "Открыть личный кабинет сертификата")
    page.goto(f"{portal.address}/pfdo/cabinet/{card_id}{section}")


def show_cabinet_settings(portal: DemoPortal, page: Page) -> None:
    """A parent looks at what can be settled."""
    show_cabinet(portal, page, "/settings")


def show_cabinet_capabilities(portal: DemoPortal, page: Page) -> None:
    """A parent looks at what the certificate can do."""
    show_cabinet(portal, page, "/capabilities")


def show_cabinet_navigator(portal: DemoPortal, page: Page) -> None:
    """A parent who has said where the family lives looks for what is near."""
    show_cabinet(portal, page, "/settings/place")
    page.get_by_label("Удобный адрес").fill("г. Ленинск-Кузнецкий, пр. Кирова, 40")
    press(page, "Сохранить")
    page.get_by_role("link", name="Навигатор").click()


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen, and how much of it.

    Attributes:
        show: signs somebody in and leads the page there.
        height: of the screen, in CSS pixels.
    """

    show: Callable[[DemoPortal, Page], None]
    height: int


PICTURES: Mapping[str, Picture] = {
    "certificate.png": Picture(show_certificate, 1160),
    "desk-search.png": Picture(show_search, 760),
    "desk-card.png": Picture(show_card, 970),
    "desk-in-person.png": Picture(show_in_person, 1320),
    "register.png": Picture(show_register, 1180),
    "municipality.png": Picture(show_municipality, 1040),
    "provider.png": Picture(show_provider, 1180),
    "school.png": Picture(show_school, 860),
    "cabinet.png": Picture(show_cabinet, 880),
    "cabinet-capabilities.png": Picture(show_cabinet_capabilities, 1240),
    "cabinet-settings.png": Picture(show_cabinet_settings, 1240),
    "cabinet-navigator.png": Picture(show_cabinet_navigator, 1240),
}


def take_pictures(browser: Browser, prepared: Path, folder: Path, *, scale: int = SCALE) -> dict[str, bytes]:
    """Take all pictures on a desktop.

    Args:
        browser: the running browser.
        prepared: the SQLite file that every demo begins with.
        folder: an empty one, for the portal's database.
        scale: pixels of the picture for each one of the page.

    Returns:
        PNGs by file name.
    """
    with running_portal(copy_database(prepared, folder)) as portal:
        issue_all(portal)
        return {name: _take(browser, portal, picture, scale) for name, picture in PICTURES.items()}


def _take(browser: Browser, portal: DemoPortal, picture: Picture, scale: int) -> bytes:
    screen = {"width": WIDTH, "height": picture.height}
    context = new_context(browser, viewport=screen, device_scale_factor=scale, reduced_motion="reduce")
    page = context.new_page()
    picture.show(portal, page)
    taken = page.screenshot()
    context.close()
    return _smaller(taken)


def _smaller(picture: bytes) -> bytes:
    packed = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        packed, "PNG", optimize=True
    )
    return packed.getvalue()


def main() -> None:
    """Write the pictures to their places."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        prepared = Path(folder) / "prepared.sqlite"
        prepare_database(prepared)
        pictures = take_pictures(browser, prepared, Path(folder))
    for name, content in pictures.items():
        (FOLDER / name).write_bytes(content)
        print(f"{FOLDER / name}: {len(content) // 1024} КБ")


if __name__ == "__main__":
    main()
