"""The certificate image, the credentials sheet, their codes and the picture for the phone."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
import segno
from PIL import Image

from sgo_pfdo.documents import CertificateImage, certificate_image, credentials_sheet, raster
from sgo_pfdo.documents.elements import Code, Field
from sgo_pfdo.documents.operators import QR_MASK
from sgo_pfdo.documents.ornament import BLUE, NAVY, OCHRE, PALE
from sgo_pfdo.documents.wording import date_with_year
from sgo_pfdo.plain.wording import in_groups

from .papers import PAPERS
from .placing import lines_in_their_boxes
from .reading import copied, overlapping, read
from .samples import LINK, certificate, credentials

LAST_DAY = date(2020, 1, 25)
_SMALL = ("Не публикуйте: по номеру и имени ребёнка могут", "записать на занятия без вас.")


def test_certificate_reads_label_then_value() -> None:
    assert copied(PAPERS["certificate"]) == (
        "СЕРТИФИКАТ дополнительного образования Владелец Иванов Игорь Иванович Номер 7850 4490 1646 "
        "Муниципалитет г. Киселёвск Группа Дети в возрасте от 5 до 18 лет Действует с 28 октября 2019 года "
        "Не публикуйте: по номеру и имени ребёнка могут записать на занятия без вас."
    )


@pytest.mark.parametrize("draw", [certificate_image.draw, certificate_image.draw_for_phone])
def test_certificate_says_that_it_cannot_be_used_yet_or_not_now(draw: Callable[[CertificateImage], bytes]) -> None:
    """Below its title, so that nobody takes it for one that opens a door; an active one says nothing of the kind."""
    waiting = copied(draw(certificate(activate_by=LAST_DAY)))
    assert "образования Не активирован. Активируйте до 25 января 2020 года включительно Владелец" in waiting
    assert "образования Заморожен. Пока по нему нельзя записаться на занятия" in copied(
        draw(certificate(is_frozen=True))
    )
    active = copied(draw(certificate()))
    assert not [word for word in ("активирован", "Активируйте", "Заморожен") if word in active]


@pytest.mark.parametrize("draw", [certificate_image.draw, certificate_image.draw_for_phone])
def test_certificate_says_under_its_code_whom_the_code_is_for(draw: Callable[[CertificateImage], bytes]) -> None:
    assert "Для сотрудника уполномоченной организации Не публикуйте" in copied(draw(certificate(link=LINK)))
    assert "Для сотрудника" not in copied(draw(certificate()))


@pytest.mark.parametrize("name", ["Ли Ян Ю", "Мамедова-Рождественская Александра-Вознесенская Константиновна кызы"])
def test_certificate_for_a_phone_is_upright_and_easy_to_read(name: str) -> None:
    surname, first_name, patronymic = name.split(" ", 2)
    data = certificate(surname=surname, first_name=first_name, patronymic=patronymic, link=LINK, activate_by=LAST_DAY)
    sheet = certificate_image.phone_paper(data)
    page = read(certificate_image.draw_for_phone(data))
    assert (page.width, page.height) == pytest.approx(certificate_image.PHONE, abs=0.1)
    assert page.height > 2 * page.width
    assert min(box.left for box in page.characters) >= 7
    assert max(box.right for box in page.characters) <= page.width - 7
    assert list(overlapping(page.characters)) == []
    # on a phone of 68 mm a page is two thirds of its size: what counts is 12 points and more, 8 on the glass
    sizes = {line.text: line.size for line in lines_in_their_boxes(sheet)}
    assert min(size for text, size in sizes.items() if text not in _SMALL) >= 11
    code = next(e.content for e in sheet.elements if isinstance(e, Field) and isinstance(e.content, Code))
    quiet = code.size / len(segno.make_qr(LINK, error="M", mask=QR_MASK).matrix) * 4
    near = [box for box in page.characters if code.y - quiet < box.bottom and box.top < code.y + code.size]
    assert near == []


def test_certificate_leaves_out_what_is_not_known() -> None:
    text = copied(certificate_image.draw(certificate(patronymic=None, municipality=None, group=None)))
    assert "Иванов Игорь Номер 7850 4490 1646 Действует с 28 октября 2019 года" in text


def test_credentials_read_label_then_value() -> None:
    text = copied(PAPERS["credentials"])
    assert "Номер сертификата 7850 4490 1646 Логин 785044901646 Пароль k7mw4prx2hqd Буквы" in text
    assert "https://portal.example/pfdo/cabinet/sign-in" in text
    assert "«Новый пароль»" in text
    assert text.endswith("Лист составлен 28 октября 2019 года")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/pfdo/cabinet/sign-in", "допишите к его адресу в строке браузера: /pfdo/cabinet/sign-in 2. Введите"),
        (None, "его подскажут в поддержке портала или там, где выдали лист"),
    ],
)
def test_without_the_portals_address_the_sheet_says_in_words_where_to_go(path: str | None, words: str) -> None:
    sheet = credentials(sign_in_url=None, sign_in_path=path)
    assert words in copied(credentials_sheet.draw(sheet)).replace("\u00a0", " ")
    assert not [one for one in credentials_sheet.paper(sheet).elements if isinstance(one, Code)]


def test_credentials_keep_every_printable_ascii_character() -> None:
    signs = "".join(chr(code) for code in range(0x21, 0x7F))
    for start in range(0, len(signs), 16):
        password = signs[start : start + 16]
        assert f"Пароль {password} Буквы" in copied(credentials_sheet.draw(credentials(password=password)))


def test_a_long_sign_in_address_stays_beside_the_code() -> None:
    address = "https://доступ.сертификаты-дополнительного-образования.рф/личный-кабинет/вход?" + "а" * 60
    page = read(credentials_sheet.draw(credentials(sign_in_url=address)))
    assert address in "".join(box.text for box in page.characters)
    code = next(e for e in credentials_sheet.paper(credentials()).elements if isinstance(e, Code))
    beside = [box for box in page.characters if code.y < box.bottom and box.top < code.y + code.size]
    assert max(box.right for box in beside) < code.x - 4


def _modules(pdf: bytes, code: Code, count: int) -> list[list[bool]]:
    """Whether the middle of each module of a printed code is dark."""
    scale = 8
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("L")
    step = code.size / count

    def dark(column: int, row: int) -> bool:
        x, y = code.x + (column + 0.5) * step, code.y + (row + 0.5) * step
        return image.getpixel((int(x / 25.4 * 72 * scale), int(y / 25.4 * 72 * scale))) < 128

    return [[dark(column, row) for column in range(count)] for row in range(count)]


@pytest.mark.parametrize("kind", ["certificate", "credentials"])
def test_the_printed_code_holds_the_address(kind: str) -> None:
    link = "https://portal.example/c/2f9d7c1a-6f0e"
    if kind == "certificate":
        paper, pdf = certificate_image.paper(certificate(link=link)), certificate_image.draw(certificate(link=link))
    else:
        sheet = credentials(sign_in_url=link)
        paper, pdf = credentials_sheet.paper(sheet), credentials_sheet.draw(sheet)
    contents = [element.content if isinstance(element, Field) else element for element in paper.elements]
    (code,) = [content for content in contents if isinstance(content, Code)]
    expected = [[bool(module) for module in row] for row in segno.make_qr(link, error="M", mask=QR_MASK).matrix]
    assert _modules(pdf, code, len(expected)) == expected


def test_a_certificate_without_a_link_has_no_code() -> None:
    contents = [getattr(element, "content", element) for element in certificate_image.paper(certificate()).elements]
    assert not [content for content in contents if isinstance(content, Code)]


@pytest.mark.parametrize("width", [320, 1000, 1600])
def test_the_picture_is_as_wide_as_asked(width: int) -> None:
    image = Image.open(io.BytesIO(raster.to_png(PAPERS["certificate"], width=width)))
    assert image.format == "PNG"
    assert image.width == width
    assert image.height == pytest.approx(width * 210 / 297, abs=1.5)
    assert len(image.convert("RGB").getcolors(1 << 24)) > 20


def test_a_picture_has_a_width() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        raster.to_png(PAPERS["certificate"], width=0)


def test_pictures_made_by_several_threads_are_the_same() -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = set(pool.map(lambda _: raster.to_png(PAPERS["certificate"], width=200), range(8)))
    assert len(pictures) == 1


def test_the_certificate_survives_a_black_and_white_printer() -> None:
    """The four tones of the mosaic stay apart in grey, and the texts are dark."""
    greys = sorted(Image.new("RGB", (1, 1), tone).convert("L").getpixel((0, 0)) for tone in (NAVY, BLUE, OCHRE, PALE))
    assert min(after - before for before, after in pairwise(greys)) >= 30
    assert greys[0] < 80


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("785044901646", "7850 4490 1646"),
        ("4207000002", "4207 000 002"),
        ("№ 12", "№ 12"),
        ("123456789", "1234 5678 9"),
    ],
)
def test_number_in_groups(number: str, groups: str) -> None:
    assert in_groups(number) == groups


def test_date_with_year() -> None:
    assert date_with_year(certificate().start_date) == "28\u00a0октября 2019\u00a0года"
