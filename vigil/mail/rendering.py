"""From a bundle and a context to subject, text and HTML.

Templates run in Jinja2's sandbox, since a clinic edits them; they see the names of their context and nothing else.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.loaders import FunctionLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vigil.domain.errors import ConfigurationError, VigilError
from vigil.domain.words import Language
from vigil.mail.compiled import CompiledTemplates
from vigil.mail.contexts import MailContext, context_class, names_for
from vigil.mail.texts import PARTS, TextBundle, syntax_error
from vigil.mail.wording import dialled, spoken

_KEPT = 512
"""Templates of one language; those that ship are about fifty."""


@dataclass(frozen=True)
class Rendered:
    """One mail, written: ``subject`` is one line, ``text`` and ``html`` say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Compiled:
    subject: Template
    text: Template
    html: Template


class Renderer:
    """Compiles each bundle once and keeps it; one renderer may serve many threads."""

    def __init__(self) -> None:
        self._compiled: dict[TextBundle, _Compiled] = {}

    def render(self, bundle: TextBundle, context: MailContext) -> Rendered:
        """Write the mail; ``ConfigurationError`` names file and line of what the template asks for in vain."""
        if not isinstance(context, context_class(bundle.mail)):
            raise TypeError(f"{bundle.mail} is filled with {context_class(bundle.mail).__name__}")
        compiled = self._compiled.get(bundle)
        if compiled is None:
            compiled = self._compiled[bundle] = _compile(bundle)
        variables = context.variables()
        try:
            return Rendered(
                subject=compiled.subject.render(variables).strip(),
                text=compiled.text.render(variables),
                html=compiled.html.render(variables),
            )
        except VigilError:
            raise
        except Exception as error:
            raise _place(bundle, error) from None


def _compile(bundle: TextBundle) -> _Compiled:
    environment = _environment(bundle.language, bundle.sources)
    for name, source in bundle.files:
        _check_names(bundle, name, source)
    try:
        return _Compiled(*(environment.get_template(bundle.part(part)) for part in PARTS))
    except TemplateError as error:
        raise _place(bundle, error) from None


def _environment(language: Language, sources: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    def load(name: str) -> tuple[str, str, None] | None:
        return (sources[name], name, None) if name in sources else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled_in(language),
    )
    environment.filters["spoken"] = partial(spoken, language=language.value)
    environment.filters["dialled"] = dialled
    return environment


@cache
def _compiled_in(language: Language) -> CompiledTemplates:
    """One for each language: a filter of a constant is worked out while a template is compiled."""
    return CompiledTemplates(_KEPT)


def _check_names(bundle: TextBundle, name: str, source: str) -> None:
    """Refuse a name that no context holds, even in a branch that a given mail never takes."""
    allowed = names_for(bundle.mail)
    for found, line in _free_names(name, source, bundle.language):
        if found not in allowed:
            raise ConfigurationError(name, f"line {line}", found, f"one of {', '.join(sorted(allowed))}")


@lru_cache(maxsize=_KEPT)
def _free_names(name: str, source: str, language: Language) -> tuple[tuple[str, int], ...]:
    """The names that a template neither sets nor imports, each with its line; frames are shared by many mails."""
    try:
        tree = _environment(language, {}).parse(source)
        free = meta.find_undeclared_variables(tree) - _imported(tree)
    except TemplateSyntaxError as error:
        raise syntax_error(name, source, error) from None
    return tuple((node.name, node.lineno) for node in tree.find_all(nodes.Name) if node.name in free)


def _imported(tree: nodes.Template) -> set[str]:
    names = (name for node in tree.find_all(nodes.FromImport) for name in node.names)
    return {name if isinstance(name, str) else name[1] for name in names}


def _place(bundle: TextBundle, error: Exception) -> ConfigurationError:
    """A fault while rendering, with the template's file and line."""
    names = bundle.sources
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in names]
    if not frames:
        return ConfigurationError(bundle.part("body.txt"), "the template", str(error), "a template that can be filled")
    last = frames[-1]
    source = names[last.filename].splitlines()
    line = source[last.lineno - 1].strip() if last.lineno and last.lineno <= len(source) else ""
    return ConfigurationError(
        last.filename, f"line {last.lineno}", line, f"a template that can be filled ({error or type(error).__name__})"
    )
