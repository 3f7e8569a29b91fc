"""Puts the module's pages into the host's layout: the base template and the blocks that the options name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
    nodes,
)

from sgo_pfdo.config import Settings

LAYOUT = "sgo_pfdo/layout.html"
"""Every page extends it; it extends the host's base template, whose blocks Jinja wants by their literal names."""
OPEN_LAYOUT = "sgo_pfdo/open_layout.html"
"""The same for pages that everybody can open: a host's settings may need somebody who is signed in."""

_INCLUDE = re.compile(r'{% include "(?P<name>[^"]+)" %}')
_IS_WHOLE = re.compile(r"{%[-+]?\s*(extends|block|macro)\b")
"""What makes a file a template of its own, such as a host's that extends the one it replaces."""
# The two attributes tell Vue and AngularJS that what a family typed, such as «{{1+1}}», is no code of theirs.
_LAYOUT_SOURCE = """{{% extends {base!r} %}}
{{% block {title} %}}{{% block pfdo_title %}}{{% endblock %}}{{% endblock %}}
{{% block {head} %}}{above}<link rel="stylesheet" href="{{{{ pfdo_stylesheet }}}}">{{% endblock %}}
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
    """Give the two layouts by their names; what the options leave open for the open pages is as for the others."""
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
    return {LAYOUT: usual, OPEN_LAYOUT: open_layout if is_own else usual}


class _LayoutLoader(BaseLoader):
    """Makes the layouts of a host's base templates.

    What stands in the host's block for the head is repeated, where anything does: usually nothing, and to repeat that
    would cost each page a hundredth.
    """

    def __init__(self, settings: Settings) -> None:
        self._layouts = _layouts_of(settings)
        self._root_class = f" {settings.root_class}" if settings.root_class else ""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Callable[[], bool]]:
        """Give the text of a layout; whoever works on the base template gets it anew each time."""
        if template not in self._layouts:
            raise TemplateNotFound(template)
        layout = self._layouts[template]
        above = "" if _is_empty(environment, layout.base, layout.blocks["head"]) else "{{ super() }}"
        source = _LAYOUT_SOURCE.format(base=layout.base, above=above, root_class=self._root_class, **layout.blocks)
        return source, None, lambda: False


class _InPlaceLoader(FileSystemLoader):
    """Loads templates with the files that they include already in their place, the host's where it has some.

    A page is put together of up to eight files, and Jinja makes a copy of all that a page knows for each of them.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Give a template's text, its file, and whether all the files it is made of are as they were."""
        source, filename, is_current = super().get_source(environment, template)
        parts = [is_current]

        def put_in_place(match: re.Match[str]) -> str:
            assert environment.loader is not None  # it has loaded this template
            included, _, is_included_current = environment.loader.get_source(environment, match["name"])
            parts.append(is_included_current or (lambda: True))
            return match[0] if _IS_WHOLE.search(included) else included.removesuffix("\n")

        return _INCLUDE.sub(put_in_place, source), filename, lambda: all(part() for part in parts)


def template_loader(settings: Settings, folder: str) -> BaseLoader:
    """Load the module's templates, each under two names.

    ``sgo_pfdo/…`` is what pages ask for: a host's file of the same path comes first. ``sgo_pfdo_default/…`` is always
    ours, so that a host's file can extend the one it replaces.

    :param folder: the folder that holds ``sgo_pfdo/``.
    """
    return ChoiceLoader(
        [
            _LayoutLoader(settings),
            _InPlaceLoader(folder),
            PrefixLoader({"sgo_pfdo_default": FileSystemLoader(f"{folder}/sgo_pfdo")}),
        ]
    )


def layout_problems(app: flask.Flask, settings: Settings) -> list[str]:
    """Find what would make a silently empty page: a base template that is missing, or lacks a block.

    :return: English sentences that name the option to mend; none when all is well, or when the template is made in a
        way that only rendering can tell.
    """
    layouts = _layouts_of(settings)
    problems = _problems_of(app, layouts[LAYOUT])
    if layouts[OPEN_LAYOUT] is not layouts[LAYOUT]:
        problems += _problems_of(app, layouts[OPEN_LAYOUT])
    return problems


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


def _is_empty(env: Environment, name: str, block: str) -> bool:
    """Tell whether nothing stands in a block of a template, or of the one it extends; no where that is not certain."""
    try:
        tree = env.parse(env.loader.get_source(env, name)[0]) if env.loader else nodes.Template([])
    except TemplateNotFound:  # whoever renders it says so
        return False
    for found in tree.find_all(nodes.Block):
        if found.name == block:
            texts = [part for output in found.body if isinstance(output, nodes.Output) for part in output.nodes]
            is_text = all(isinstance(output, nodes.Output) for output in found.body)
            return is_text and all(isinstance(text, nodes.TemplateData) and not text.data.strip() for text in texts)
    extended = [extends.template for extends in tree.find_all(nodes.Extends)]
    return len(extended) == 1 and isinstance(extended[0], nodes.Const) and _is_empty(env, extended[0].value, block)
