"""``flask pfdo …``: what an administrator does with the module. A file for each group of commands."""

from sgo_pfdo.cli import (
    access,
    cleaning,
    db,
    doctor,
    export,
    history,
    importing,
    keys,
    mail,
    municipality,
    numbers,
    programmes,
    register,
    reminding,
)
from sgo_pfdo.cli.errors import PfdoGroup

pfdo = PfdoGroup("pfdo", help="Certificates of additional education.")
for command in (
    db.group,
    municipality.load,
    municipality.enable_schools,
    municipality.disable_schools,
    municipality.group,
    register.group,
    mail.group,
    access.group,
    keys.group,
    numbers.group,
    export.export_register,
    importing.import_certificates,
    programmes.group,
    history.journal,
    reminding.remind_families,
    cleaning.clean_up,
    doctor.doctor,
):
    pfdo.add_command(command)
