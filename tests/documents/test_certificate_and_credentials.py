"""The certificate image, the credentials sheet, their codes and the picture for the phone."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pypdfium2
import pytest
import segno
from PIL import Image

from sgo_pfdo.documents import certificate_image, credentials_sheet, raster
from sgo_pfdo.documents.elements import Code, Field
from sgo_pfdo.documents.operators import QR_MASK
from sgo_pfdo.documents.ornament import BLUE, NAVY, OCHRE, PALE
from sgo_pfdo.documents.wording import date_with_year
from sgo_pfdo.wording import in_groups

from .reading import copied, read
from .samples import PAPERS, certificate, credentials


def test_certificate_reads_label_then_value() -> None:
    assert copied(PAPERS["certificate"]) == (
        "СЕРТИФИКАТ дополнительного образования Владелец Иванов Игорь Иванович Номер 7850 4490 1646 "
        "Муниципалитет г. Киселёвск Группа Дети в возрасте от 5 до 18 лет Действует с 28 октября 2019 года "
        "Не публикуйте: по номеру и имени ребёнка могут записать на занятия без вас."
    )


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
