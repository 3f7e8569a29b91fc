"""The form for what stands about an organisation that teaches: its own people have it, and its operator."""

from sgo_pfdo.blueprints.common.forms.records import RecordForm, area, day, flag, line, one_of
from sgo_pfdo.programmes.rules.kinds import PROVIDER_FORMS
from sgo_pfdo.programmes.rules.records import PROVIDER


class ProfileForm(RecordForm):
    """What stands about an organisation; it fills it in itself, and its operator may."""

    name = line(PROVIDER, "name", "Его семьи видят рядом с каждой программой.")
    full_name = area(PROVIDER, "full_name", "Как в уставе.")
    form = one_of(PROVIDER, "form", PROVIDER_FORMS)
    inn = line(PROVIDER, "inn")
    ogrn = line(PROVIDER, "ogrn")
    kpp = line(PROVIDER, "kpp")
    licence_number = line(PROVIDER, "licence_number")
    licence_date = day(PROVIDER, "licence_date")
    licence_issuer = line(PROVIDER, "licence_issuer")
    telephone = line(PROVIDER, "telephone")
    email = line(PROVIDER, "email")
    site = line(PROVIDER, "site", "Начинается с https://")
    director = line(PROVIDER, "director")
    contact_person = line(PROVIDER, "contact_person")
    bank_details = area(PROVIDER, "bank_details", "Для договоров и счетов: семьи их не видят. Не больше 1 000 знаков.")
    about = area(PROVIDER, "about", "Это семьи читают на странице организации. Не больше 5 000 знаков.")
    accepts_certificates = flag("Принимаем оплату сертификатом")
    pupil_limit = line(PROVIDER, "pupil_limit", "Сколько детей учатся сразу. Пустое поле – без предела.")
