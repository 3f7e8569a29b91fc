"""Our templates for a host that has given Jinja other delimiters, because its pages use «{{ }}» in the browser.

The templates are written with Jinja's own delimiters. They are rewritten while they are loaded, by Jinja's own lexer,
so that the environment of the host compiles them. A host's file that replaces one of ours has the host's delimiters.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, defaults

_PARTS = {
    f"{part}_{end}": (getattr(defaults, f"{part}_{side}_string".upper()), f"{part}_{side}_string")
    for part in ("block", "variable", "comment")
    for end, side in (("begin", "start"), ("end", "end"))
}
"""Each token that is a delimiter: how Jinja writes it, and what the environment calls it."""
_PREFIXES = ("line_statement_prefix", "line_comment_prefix")


class OwnTemplates(FileSystemLoader):
    """Loads our templates for any environment."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Give the text with the delimiters of the environment."""
        source, path, is_fresh = super().get_source(environment, template)
        return rewritten(source, environment), path, is_fresh


def has_other_delimiters(environment: Environment) -> bool:
    """Tell whether a host has changed what Jinja takes for code."""
    is_other = any(getattr(environment, name) != usual for usual, name in _PARTS.values())
    return is_other or any(getattr(environment, name) for name in _PREFIXES)


def rewritten(source: str, environment: Environment) -> str:
    """Write a template of ours with the delimiters of an environment."""
    if not has_other_delimiters(environment):
        return source
    return "".join(_rewritten_tokens(source, environment))


def _rewritten_tokens(source: str, environment: Environment) -> Iterator[str]:
    ours = Environment(keep_trailing_newline=True)  # noqa: S701 - nothing is rendered
    for _, token, value in ours.lexer.tokeniter(source, None):
        if token in _PARTS:
            usual, name = _PARTS[token]
            value = value.replace(usual, getattr(environment, name))
        yield value


def delimiter_problems(environment: Environment, folder: Path) -> list[str]:
    """Find what of our templates would be taken for code of the host's delimiters, or the other way round.

    :return: English sentences that say what to change; none where every template is read as it is meant.
    """
    if not has_other_delimiters(environment):
        return []
    wrong = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".txt"} and not _is_read_as_meant(path.read_text("utf-8"), environment)
    ]
    if not wrong:
        return []
    changed = {name: getattr(environment, name) for _, name in _PARTS.values()}
    changed |= {name: getattr(environment, name) for name in _PREFIXES if getattr(environment, name)}
    given = ", ".join(f"{name}={value!r}" for name, value in changed.items())
    return [
        f"Jinja's delimiters ({given}) also stand for something else in {len(wrong)} templates of the module, such as"
        f" {wrong[0]}. Choose others in app.jinja_options, for instance '[[' and ']]', and no line prefixes."
    ]


def _is_read_as_meant(source: str, environment: Environment) -> bool:
    usual = Environment(  # noqa: S701 - nothing is rendered
        trim_blocks=environment.trim_blocks, lstrip_blocks=environment.lstrip_blocks
    )
    try:
        return _meaning(source, usual) == _meaning(rewritten(source, environment), environment)
    except TemplateSyntaxError:
        return False


def _meaning(source: str, environment: Environment) -> list[tuple[str, str]]:
    """List text and code of a template, as an environment reads it, without the delimiters."""
    tokens = ((token, value) for _, token, value in environment.lexer.tokeniter(source, None))
    return [(token, "" if token in _PARTS else value) for token, value in tokens]
