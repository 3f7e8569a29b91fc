"""A remote register in every mood: the certificate stands, the account follows once, and every change, in order."""

import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.register.model import Account, RegisterTask
from sgo_pfdo.register.sync import sync
from tests.docs.reading import remote_register
from tests.support import desk
from tests.support.actions import password_of, renew_password
from tests.support.apps import NOW, another_child, build_app, close_app
from tests.support.figures import SOAK, Figures
from tests.survival.conftest import MakeFleet
from tests.survival.fleet import start
from tests.survival.moody_register import TIMEOUT, MoodyRegister, running
from tests.survival.reckoning import reckon
from tests.survival.visitors import PAGE, Browser, kinds

CHILDREN = 60 if SOAK else 3
ROUNDS = 6 if SOAK else 1
MACHINES = 2
ROUND = timedelta(hours=2)
"""Longer than any pause between two tries."""
LIFE = (Step.ACTIVATE, Step.FREEZE, Step.UNFREEZE, Step.FREEZE)
STATUSES = ["active", "frozen", "active", "frozen"]


def sync_once(database_uri: str, address: str, moment: datetime) -> None:
    """Run ``flask pfdo register sync`` on one machine at a moment."""
    register = remote_register(address, TIMEOUT)
    app = build_app(database_uri, register=register, prepare=False)
    with app.app_context():
        sync(register, current_state().cipher, lambda: moment)
    close_app(app)


class Machines:
    """Machines that run the queue from time to time, and are killed now and then."""

    def __init__(self, database_uri: str, address: str, chance: random.Random) -> None:
        """Begin when the certificates are issued."""
        self._arguments, self._chance = (database_uri, address), chance
        self._moment, self.kills = NOW, 0

    def run(self, rounds: int) -> None:
        """Let all machines do what is due, so many times, hours apart."""
        for _ in range(rounds):
            self._moment += ROUND
            processes = [start(sync_once, *self._arguments, self._moment) for _ in range(MACHINES)]
            if self._chance.random() < 0.3:
                time.sleep(self._chance.uniform(0.1, 0.4))
                processes[0].kill()
                self.kills += 1
            for process in processes:
                process.join()


def live_on(steps: Iterable[Step], *, renew: bool) -> None:
    """Have a clerk take steps with every certificate, and the families make new passwords."""
    certificates = list(current_session().scalars(select(Certificate).order_by(Certificate.id)))
    for child, certificate in enumerate(certificates):
        for step in steps:
            desk.take(step, certificate)
        if renew:
            renew_password(another_child(child))


def test_the_account_follows_once_and_every_change_in_order(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    chance = random.Random()
    register = MoodyRegister(chance)
    with running(register) as address:
        port = int(address.rpartition(":")[2])
    fleet = make_fleet(ready_uri, 1, register=partial(remote_register, address, TIMEOUT))
    browser, machines = Browser(fleet.ports[0]), Machines(ready_uri, address, chance)
    pressed = kinds(browser.press(fleet.ports[0], child) for child in range(CHILDREN))
    machines.run(1)  # nobody listens at the address
    waiting = [browser.open(fleet.ports[0], child) for child in range(CHILDREN)]
    assert pressed == {"303": CHILDREN} and all(page.number and "готовится" in page.text for page in waiting)
    assert reckon(ready_uri, opened=False).faults == [] and not register.asked
    app = build_app(ready_uri, register=remote_register(address), prepare=False)
    with app.app_context(), running(register, port):
        live_on(LIFE[:1], renew=False)
        machines.run(ROUNDS)
        live_on(LIFE[1:], renew=True)
        machines.run(ROUNDS)
        register.is_well = True
        while current_session().scalars(select(RegisterTask.id)).all():
            current_session().rollback()
            machines.run(1)
        check(register)
    close_app(app)
    sheets = kinds(browser.open(fleet.ports[0], child, f"{PAGE}/credentials.pdf") for child in range(CHILDREN))
    end = reckon(ready_uri)
    asked = register.asked.total()
    figures(tries=asked, certificates=end.certificates, errors=0, not_well=asked - register.asked["well"],
            machines_killed=machines.kills)  # fmt: skip
    assert (end.certificates, end.faults, sheets) == (CHILDREN, [], {"200": CHILDREN})


def check(register: MoodyRegister) -> None:
    """Hold the register against the tables."""
    session = current_session()
    assert not any(session.scalars(select(Account.is_pending)))
    for certificate in session.scalars(select(Certificate)):
        [account] = register.did(certificate.number, "accounts")
        assert register.done[certificate.number][0][0] == "accounts"
        assert [change["status"] for change in register.did(certificate.number, "statuses")] == STATUSES
        [reset] = register.did(certificate.number, "passwords")
        assert reset["password"] == password_of(certificate)
        assert account["surname"] == certificate.surname
