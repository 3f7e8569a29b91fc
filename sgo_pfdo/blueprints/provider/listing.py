"""The organisation's programmes, by how things stand with them."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.saving import done_word
from sgo_pfdo.blueprints.provider.words import LISTED
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.rules.ages import ages_in_words
from sgo_pfdo.programmes.rules.kinds import DIRECTIONS, PROVIDER_STATES, ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State

PAGE_SIZE = 50
LAST_PAGE = 10_000


@blueprint.get("")
def page() -> ResponseReturnValue:
    """List the programmes in one state, by their names; those that want something done come first."""
    worker, session = require_provider(), database.current_session()
    code = worker.provider.code
    own = Programme.provider_code == code
    counted = session.execute(select(Programme.state, func.count()).where(own).group_by(Programme.state)).all()
    counts = {State(state): count for state, count in counted}
    state = _asked_state(counts)
    number = flask.request.args.get("page", 0, type=int)
    if not 0 <= number <= LAST_PAGE:
        number = 0
    rows = session.scalars(
        select(Programme)
        .where(own, Programme.state == state.value)
        .order_by(Programme.name_key, Programme.id)
        .limit(PAGE_SIZE + 1)
        .offset(number * PAGE_SIZE)
    ).all()
    is_active = worker.provider.state == ProviderState.ACTIVE
    return render(
        "provider/list.html",
        provider=worker.provider,
        provider_state=None if is_active else PROVIDER_STATES[ProviderState(worker.provider.state)],
        tabs=[(one, LISTED[one], counts.get(one, 0)) for one in LISTED],
        state=state,
        programmes=rows[:PAGE_SIZE],
        number=number,
        has_next=len(rows) > PAGE_SIZE,
        directions=DIRECTIONS,
        ages=ages_in_words,
        done=done_word(),
    )


def _asked_state(counts: dict[State, int]) -> State:
    """Read which state is asked for; at first the first one that has programmes."""
    asked = flask.request.args.get("state", "")
    if asked in LISTED:
        return State(asked)
    return next((one for one in LISTED if counts.get(one)), State.DRAFT)
