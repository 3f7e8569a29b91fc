"""Forms of one first name: «Софья» and «София». For a person's eye alone; no machine decides by them who is who.

A likeness raises the question whether two certificates are one child's, it never answers it.
"""

import re

from sgo_pfdo.certificates.rules.names import fold

_FORMS = """
александр алексанр | алексей алексий | алена елена | анастасия настасья | андрей андреас | артем артемий артемьи
гавриил гаврила | георгий егор юрий | даниил данила данил даниэль даниял | дарья дарина | дмитрий димитрий
евдокия авдотья | екатерина катерина катарина | захар захария захарий | иван иоанн | илья ильяс | ирина арина
иосиф осип юсуф юсиф юсуп жозеф | ксения аксинья оксана | любовь любава | мариам марьям марям мерьем мирьям
мария марья маша | матвей матфей | михаил михайло микаил микаэл микаель | наталья наташа | никита никитий
николай никола | петр петро | савва савелий | сергей сергий | софия софья софи сафия | степан стефан
стефания степанида | татьяна татиана | тимофей тимоти | ульяна юлиана иулиания | федор феодор теодор
яков иаков якуб якоб | мухаммад мухаммед магомед магомет магамед мохаммед мохамед махмед мамед
ахмед ахмад ахмат ахмет | ибрагим ибрахим | исмаил исмагил | фатима фатма патимат фатимат
аиша аишат айшат | хадиджа хадижа хадижат | зейнаб зайнаб зейнап зайнап | амина аминат | рустам рустем | тимур темур
камиль кямиль | рамазан рамадан | сулейман сулайман сулиман | хасан гасан | хусейн гусейн хусаин | али алий
абдулла абдуллах абдула | умар омар | усман осман | юнус юнис | магомедали мухаммадали мухаммедали
"""
_GROUP_OF = {form: number for number, group in enumerate(re.split(r"[|\n]", _FORMS)) for form in group.split()}


def are_forms(one: str, other: str) -> bool:
    """Tell whether two first names may be forms of one name; the same name is a form of itself.

    They are by the table, or if they differ in nothing but what is written now this way, now that: «ия» and «ья»,
    double letters, «э» and «е», «й» and «и», a soft sign.

    :param one: as somebody wrote it.
    """
    first, second = fold(one), fold(other)
    if _bones(first) == _bones(second):
        return True
    return first in _GROUP_OF and _GROUP_OF[first] == _GROUP_OF.get(second)


def _bones(folded: str) -> str:
    text = folded.replace(" ", "").replace("э", "е").replace("й", "и").replace("ь", "и").replace("ъ", "")
    return re.sub(r"(.)\1+", r"\1", text).rstrip("и")
