"""Puts the module's pages into the host's layout: the base template and the blocks that the options name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import flask
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PrefixLoader,
    TemplateNotFound,
    nodes,
)

from sgo_pfdo.blueprints.common.delimiters import OwnTemplates, delimiter_problems, rewritten
from sgo_pfdo.config import Settings

TEMPLATES = Path(__file__).parents[2] / "templates"
LAYOUT = "sgo_pfdo/layout.html"
"""Every page extends it; it extends the host's base template, whose blocks Jinja wants by their literal names."""
OPEN_LAYOUT = "sgo_pfdo/open_layout.html"
"""The same for pages that everybody can open: a host's settings may need somebody who is signed in."""
CABINET_LAYOUT = "sgo_pfdo/cabinet_layout.html"
"""The same for the holder's cabinet, where nobody need be signed in at the host either."""

# The two attributes tell Vue and AngularJS that what a family typed, such as «{{1+1}}», is no code of theirs.
_LAYOUT_SOURCE = """{{% extends {base!r} %}}
{{% block {title} %}}{{% block pfdo_title %}}{{% endblock %}}{{% endblock %}}
{{% block {head} %}}{{{{ super() }}}}
<link rel="stylesheet" href="{{{{ url_for("sgo_pfdo.static", filename="pfdo.css") }}}}">{{% endblock %}}
{{% block {content} %}}<div class="pfdo{root_class}{{% block pfdo_class %}}{{% endblock %}}" v-pre ng-non-bindable>
{{% block pfdo_content %}}{{% endblock %}}</div>{{% endblock %}}
"""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a layout is made from, and the options that say so.

    :param base: the host's template, named by ``base_option``.
    :param blocks: its blocks, by what they are: «title», «head», «content».
    :param block_options: how the options begin that name the blocks.
    """

    base: str
    blocks: Mapping[str, str]
    base_option: str = "SGO_PFDO_BASE_TEMPLATE"
    block_options: str = "SGO_PFDO_BLOCK_"


def _layouts_of(settings: Settings) -> Mapping[str, _Layout]:
    """Give the layouts by their names; what the options leave open is as for the pages before."""
    usual = _Layout(
        settings.base_template,
        {"title": settings.block_title, "head": settings.block_head, "content": settings.block_content},
    )
    own_blocks = {
        "title": settings.open_block_title,
        "head": settings.open_block_head,
        "content": settings.open_block_content,
    }
    is_own = settings.open_template or any(own_blocks.values())
    open_layout = _Layout(
        settings.open_template or usual.base,
        {name: block or usual.blocks[name] for name, block in own_blocks.items()},
        "SGO_PFDO_OPEN_TEMPLATE" if settings.open_template else usual.base_option,
        "SGO_PFDO_OPEN_BLOCK_",
    )
    opened = open_layout if is_own else usual
    cabinet = opened
    if settings.cabinet_template:
        cabinet = _Layout(settings.cabinet_template, opened.blocks, "SGO_PFDO_CABINET_TEMPLATE", opened.block_options)
    return {LAYOUT: usual, OPEN_LAYOUT: opened, CABINET_LAYOUT: cabinet}


class _LayoutLoader(BaseLoader):
    """Makes the layouts of a host's base templates."""

    def __init__(self, settings: Settings) -> None:
        self._layouts = _layouts_of(settings)
        self._root_class = f" {settings.root_class}" if settings.root_class else ""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Callable[[], bool]]:
        """Give the text of a layout; whoever works on the base template gets it anew each time."""
        if template not in self._layouts:
            raise TemplateNotFound(template)
        layout = self._layouts[template]
        source = _LAYOUT_SOURCE.format(base=layout.base, root_class=self._root_class, **layout.blocks)
        return rewritten(source, environment), None, lambda: False


def template_loader(settings: Settings) -> BaseLoader:
    """Load the module's templates, each under two names.

    ``sgo_pfdo/…`` is what pages ask for: a host's file of the same path comes first. ``sgo_pfdo_default/…`` is always
    ours, so that a host's file can extend the one it replaces.
    """
    return ChoiceLoader(
        [
            _LayoutLoader(settings),
            OwnTemplates(TEMPLATES),
            PrefixLoader({"sgo_pfdo_default": OwnTemplates(TEMPLATES / "sgo_pfdo")}),
        ]
    )


def layout_problems(app: flask.Flask, settings: Settings) -> list[str]:
    """Find what would make a silently empty page: a base template that is missing, or lacks a block.

    :return: English sentences that name the option to mend; none when all is well, or when the template is made in a
        way that only rendering can tell.
    """
    layouts = _layouts_of(settings)
    different = {id(layout): layout for layout in layouts.values()}.values()
    problems = [problem for layout in different for problem in _problems_of(app, layout)]
    return problems + delimiter_problems(app.jinja_env, TEMPLATES)


def _problems_of(app: flask.Flask, layout: _Layout) -> list[str]:
    try:
        blocks = _blocks_of(app.jinja_env, layout.base)
    except TemplateNotFound as error:
        return [
            f"{layout.base_option}: the template {error.name!r} was not found. Where a blueprint brings it, register"
            " that blueprint before SgoPfdo.init_app."
        ]
    if blocks is None:
        return []
    found = ", ".join(sorted(blocks)) or "none"
    return [
        f"{layout.block_options}{name.upper()}: the template {layout.base!r} has no block {block!r}; it has: {found}."
        for name, block in layout.blocks.items()
        if block not in blocks
    ]


def _blocks_of(env: Environment, name: str) -> set[str] | None:
    """List the blocks of a template and of those it extends; ``None`` where it extends something computed."""
    if env.loader is None:
        return None
    tree = env.parse(env.loader.get_source(env, name)[0])
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    for extends in tree.find_all(nodes.Extends):
        if not isinstance(extends.template, nodes.Const):
            return None
        inherited = _blocks_of(env, extends.template.value)
        if inherited is None:
            return None
        blocks |= inherited
    return blocks
