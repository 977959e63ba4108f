"""The text of one mail in one language, as a value: loaded from the template folder once, kept as immutable versions.

Messages name the digest of the version that they were written from; rendering never reads the folder.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from vigil.domain.errors import ConfigurationError, Refused
from vigil.domain.words import Language
from vigil.mail.contexts import Mail

PARTS = ("subject.txt", "body.txt", "body.html")
_REFERRING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True)
class TextBundle:
    """The sources of one mail in one language: ``files`` are (name, source), sorted, base files included.

    A name is a path below the template folder, such as ``followup/fr/body.txt`` or ``_base/fr/patient.html``.
    """

    mail: Mail
    language: Language
    files: tuple[tuple[str, str], ...]

    @property
    def sources(self) -> dict[str, str]:
        return dict(self.files)

    def part(self, name: str) -> str:
        """The file name of a part: ``part("body.txt")`` is ``followup/fr/body.txt``."""
        return f"{self.mail}/{self.language}/{name}"

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON; two bundles are one version if and only if it is the same."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The canonical form: sorted keys, no spaces, nothing escaped that need not be."""
        value = {"mail": self.mail.value, "language": self.language.value, "files": dict(sorted(self.files))}
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "TextBundle":
        """The bundle that ``to_json`` wrote; ``Refused`` when it is none."""
        try:
            value = json.loads(text)
            files = tuple(sorted((str(name), str(source)) for name, source in value["files"].items()))
            return cls(Mail(value["mail"]), Language(value["language"]), files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"This is not a bundle of mail texts as vigil writes it: {error!r}.") from None


def load_bundle(folder: Path, mail: Mail, language: Language) -> TextBundle:
    """Read a mail's parts and the base files that they extend or include; ``ConfigurationError`` if one is missing."""
    sources: dict[str, str] = {}
    waiting = [f"{mail}/{language}/{part}" for part in PARTS]
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name] = _read(folder, name)
            waiting += referred(name, sources[name])
    return TextBundle(mail, language, tuple(sorted(sources.items())))


def load_all(folder: Path) -> dict[tuple[Mail, Language], TextBundle]:
    """Every mail in every language; a folder that is no mail of vigil's is refused, as a missing one is."""
    known = {mail.value for mail in Mail}
    for found in sorted(folder.iterdir()):
        if found.is_dir() and found.name != "_base" and found.name not in known:
            raise ConfigurationError(str(folder), "folder", found.name, f"one of {', '.join(sorted(known))}")
    return {(mail, language): load_bundle(folder, mail, language) for mail in Mail for language in Language}


def referred(name: str, source: str) -> list[str]:
    """The files that a template extends, includes or imports, by constant name."""
    return list(_referred(parse(name, source), name))


def words_outside_blocks(name: str, source: str) -> str:
    """What a template that extends another says outside of its blocks, where it is never shown; empty for none.

    ``ConfigurationError`` when it is no template.
    """
    tree = parse(name, source)
    if tree.find(nodes.Extends) is None:
        return ""
    outputs = [part for node in tree.body if isinstance(node, nodes.Output) for part in node.nodes]
    return " ".join(
        part.data.strip() if isinstance(part, nodes.TemplateData) else "{{ … }}" for part in outputs
    ).strip()


@lru_cache(maxsize=512)
def parse(name: str, source: str) -> nodes.Template:
    """The syntax tree of a template, to be read only; ``ConfigurationError`` names file and line of what is none."""
    try:
        return Environment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        raise syntax_error(name, source, error) from None


def syntax_error(name: str, source: str, error: TemplateSyntaxError) -> ConfigurationError:
    line = source.splitlines()[error.lineno - 1].strip() if source else ""
    return ConfigurationError(name, f"line {error.lineno}", line, f"a valid template ({error.message})")


def _referred(tree: nodes.Template, name: str) -> Iterator[str]:
    for node in tree.find_all(_REFERRING):
        target = node.template  # type: ignore[attr-defined]  # each of the four kinds has it
        if not isinstance(target, nodes.Const) or not isinstance(target.value, str):
            raise ConfigurationError(
                name, f"line {node.lineno}", "a computed file name", "the name of a file in quotes"
            )
        yield target.value


def _read(folder: Path, name: str) -> str:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigurationError(str(folder), "file", name, "a file inside the template folder")
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(
            str(folder), "file", name, "a file that exists; every mail has all its parts"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(str(path), "the file", str(error), "UTF-8 text") from None
