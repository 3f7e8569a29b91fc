"""Puts the module's pages into the host's layout: the base template and the blocks that the options name."""

import re
from collections.abc import Callable, Mapping

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
_LAYOUT_SOURCE = """{{% extends {base!r} %}}
{{% block {title} %}}{{% block pfdo_title %}}{{% endblock %}}{{% endblock %}}
{{% block {head} %}}{above}<link rel="stylesheet" href="{{{{ pfdo_stylesheet }}}}">{{% endblock %}}
{{% block {content} %}}<div class="pfdo{{% block pfdo_class %}}{{% endblock %}}">
{{% block pfdo_content %}}{{% endblock %}}</div>{{% endblock %}}
"""


class _LayoutLoader(BaseLoader):
    """Makes the layouts of a host's base templates.

    What stands in the host's block for the head is repeated, where anything does: usually nothing, and to repeat that
    would cost each page a hundredth.
    """

    def __init__(self, bases: Mapping[str, str], settings: Settings) -> None:
        self._bases = bases
        self._blocks = {
            "title": settings.block_title,
            "head": settings.block_head,
            "content": settings.block_content,
        }

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Callable[[], bool]]:
        """Give the text of a layout; whoever works on the base template gets it anew each time."""
        if template not in self._bases:
            raise TemplateNotFound(template)
        base = self._bases[template]
        above = "" if _is_empty(environment, base, self._blocks["head"]) else "{{ super() }}"
        return _LAYOUT_SOURCE.format(base=base, above=above, **self._blocks), None, lambda: False


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

    bases = {LAYOUT: settings.base_template, OPEN_LAYOUT: open_template_of(settings)}
    return ChoiceLoader(
        [
            _LayoutLoader(bases, settings),
            _InPlaceLoader(folder),
            PrefixLoader({"sgo_pfdo_default": FileSystemLoader(f"{folder}/sgo_pfdo")}),
        ]
    )


def open_template_of(settings: Settings) -> str:
    """Name the host's template of the pages that everybody can open."""
    return settings.open_template or settings.base_template


def layout_problems(app: flask.Flask, settings: Settings) -> list[str]:
    """Find what would make a silently empty page: a base template that is missing, or lacks a block.

    :return: English sentences that name the option to mend; none when all is well, or when the template is made in a
        way that only rendering can tell.
    """
    problems = _template_problems(app, settings, "SGO_PFDO_BASE_TEMPLATE", settings.base_template)
    if settings.open_template:
        problems += _template_problems(app, settings, "SGO_PFDO_OPEN_TEMPLATE", settings.open_template)
    return problems


def _template_problems(app: flask.Flask, settings: Settings, option: str, template: str) -> list[str]:
    try:
        blocks = _blocks_of(app.jinja_env, template)
    except TemplateNotFound as error:
        return [
            f"{option}: the template {error.name!r} was not found. Where a blueprint brings it, register"
            " that blueprint before SgoPfdo.init_app."
        ]
    if blocks is None:
        return []
    wanted = {
        "SGO_PFDO_BLOCK_TITLE": settings.block_title,
        "SGO_PFDO_BLOCK_HEAD": settings.block_head,
        "SGO_PFDO_BLOCK_CONTENT": settings.block_content,
    }
    found = ", ".join(sorted(blocks)) or "none"
    return [
        f"{name}: the template {template!r} has no block {block!r}; it has: {found}."
        for name, block in wanted.items()
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
