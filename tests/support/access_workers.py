"""What families and schools do at once in several processes; here, because a new process has to import it."""

import os
import signal
import time

import flask
from sqlalchemy import text

from sgo_pfdo.people import Relation
from sgo_pfdo.testing import MemoryFamilyPortal
from tests.support.apps import IGOR, NOW, SCHOOL, build_app, close_app
from tests.support.workers import Hosts

SECONDS_TO_OPEN, PAUSE = 0.5, 0.06
"""How long processes have until they press the first time together, and from one press to the next."""


class StoredFamilyPortal(MemoryFamilyPortal):
    """A portal that keeps who is attached to whom in a table of its own, in the session that the module commits.

    Attributes:
        dies: it is killed once it has attached somebody, before anything is committed.
    """

    dies = False

    def attach(self, parent_id: str, pupil_id: str, relation: Relation) -> None:
        """Write a row; each call writes one, so that a second one is seen."""
        session = flask.current_app.extensions["sqlalchemy"].session
        values = {"parent": parent_id, "pupil": pupil_id}
        session.execute(text("INSERT INTO host_attachment (parent_id, pupil_id) VALUES (:parent, :pupil)"), values)
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)


def family_host(hosts: Hosts, *, dies: bool = False) -> flask.Flask:
    """Build a host whose attachments are stored; Igor is its only child, and attached to nobody."""
    portal = StoredFamilyPortal(NOW)
    portal.dies = dies
    portal.add(IGOR)
    return build_app(
        hosts.database_uri,
        portal,
        prepare=False,
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
        WTF_CSRF_ENABLED=False,
    )


def type_codes(worker: int, hosts: Hosts, code: str, times: int, dies: bool) -> list[int]:
    """Be so many parents, one after the other, who all type the same code, and give the statuses."""
    app = family_host(hosts, dies=dies)
    portal, statuses = app.extensions["sgo_pfdo"].host, []
    typed = {"code": code, "born": "14.05.2004", "relation": "parent", "is_representative": "y"}
    for number in range(times):
        portal.sign_in_parent(f"parent-{worker}-{number}")
        statuses.append(app.test_client().post("/pfdo/access/code", data=typed).status_code)
    close_app(app)
    return statuses


ASKED = {
    "version": "1",
    "school": SCHOOL.id,
    "child_surname": "Новикова",
    "child_first_name": "Дарья",
    "born": "05.03.2012",
    "relation": "parent",
    "surname": "Новикова",
    "first_name": "Анна",
    "is_representative": "y",
}
"""What is stated in the form of a request for access."""


def ask_for_one_child(worker: int, hosts: Hosts, pages: list[tuple[str, ...]], begin: float) -> list[int]:
    """Send the same form from a page of one's own, as the same mothers one after the other, and give the statuses.

    Args:
        pages: for each mother, what each process opens: «new», or «…/correct» of a request of hers.
        begin: when the first of them presses; each next one does so that pause later, in all processes.
    """
    app = family_host(hosts)
    portal, client, statuses = app.extensions["sgo_pfdo"].host, app.test_client(), []
    for number, page in enumerate(pages):
        portal.sign_in_parent(f"mother-{number}")
        time.sleep(max(0.0, begin + number * PAUSE - time.time()))
        statuses.append(client.post(f"/pfdo/access/{page[worker]}", data=ASKED).status_code)
    close_app(app)
    return statuses


def write_one_notice(worker: int, hosts: Hosts, rounds: int, begin: float) -> list[int]:
    """Be the director, who saves the notice as each of its versions showed it, and give the statuses.

    Args:
        rounds: how often, each time with the next version.
        begin: when the first press is; each next one comes that pause later, in all processes.
    """
    app = family_host(hosts)
    portal, client, statuses = app.extensions["sgo_pfdo"].host, app.test_client(), []
    portal.sign_in_director(SCHOOL.id)
    for version in range(rounds):
        written = {"pupil": IGOR.id, "version": str(version), "words": f"Пометка {worker}"}
        time.sleep(max(0.0, begin + version * PAUSE - time.time()))
        statuses.append(client.post("/pfdo/school/access/notice", data=written).status_code)
    close_app(app)
    return statuses


DECISIONS = {
    "accept": ("/pfdo/school/access/{}/accept", {"pupil": IGOR.id, "bases": "birth_certificate", "is_compared": "y"}),
    "refuse": ("/pfdo/school/access/{}/refuse", {"reason": "not_our_pupil"}),
    "withdraw": ("/pfdo/access/{}/withdraw", {}),
}
"""What can be done with a request that waits: where, and what is sent."""


def decide_at_once(worker: int, hosts: Hosts, cards: list[str], steps: tuple[str, str], begin: float) -> list[int]:
    """Take a step with each request, the requests of mother-0, mother-1…, and give the statuses.

    Args:
        cards: names the requests.
        steps: of :data:`DECISIONS`; each process takes its own.
        begin: when the first press is; each next one comes that pause later, in all processes.
    """
    app = family_host(hosts)
    portal, client, statuses = app.extensions["sgo_pfdo"].host, app.test_client(), []
    address, sent = DECISIONS[steps[worker]]
    for number, card in enumerate(cards):
        if steps[worker] == "withdraw":
            portal.sign_in_parent(f"mother-{number}")
        else:
            portal.sign_in_registrar(SCHOOL.id)
        time.sleep(max(0.0, begin + number * PAUSE - time.time()))
        statuses.append(client.post(address.format(card), data=sent | {"version": "1"}).status_code)
    close_app(app)
    return statuses
