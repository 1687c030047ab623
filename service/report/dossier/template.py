"""The texts of a dossier: a folder with `title.txt` and a section in each file that ends in `.md`.

Sections follow each other by the names of their files. A section begins with its heading, `# …`;
then come paragraphs and points (`- …`), separated by empty lines. A line with only `{block}` is
replaced by a block of content, such as a table, and `{placeholder}` within a text by a fact. Each
block occurs exactly once in the folder, so that every dossier is complete.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Self, get_args

from layers.errors import SourceError
from layers.messages import Language, Message
from layers.runtime.files import os_reason
from layers.runtime.suggestions import suggestion
from service.report.document import WIDE_FROM

Block = Literal[
    "summary",
    "changes",
    "bounds",
    "maps",
    "conformity",
    "performance",
    "phases",
    "missing",
    "points",
]
"""The blocks of content of a dossier."""

BLOCKS: tuple[Block, ...] = get_args(Block)

FACTS = (
    *("plan", "title", "scenario", "revision", "zones", "groups", "day"),
    *("gained_km2", "lost_km2", "today_km2", "planned_km2"),
)
"""The facts that a text may name."""

TITLE_FILE = "title.txt"
COUNTRIES = ("china", "international")
"""The templates that come with the program."""

_SECTION = ".md"
_HEADING = "# "
_POINT = "- "
_HOLDER = re.compile(r"\{([^{}\n]*)\}")
_MOST_FILES, _MOST_BYTES = 100, 200_000
_OURS = Path(__file__).with_name("templates")


class TemplatePart(NamedTuple):
    """A paragraph with its points, or a block of content."""

    text: str = ""
    points: tuple[str, ...] = ()
    block: Block | None = None


class TemplateSection(NamedTuple):
    """A section: its heading and its parts."""

    heading: str
    parts: tuple[TemplatePart, ...]


@dataclass(frozen=True)
class DossierTemplate:
    """A template as read: its texts by the names of their files."""

    texts: Mapping[str, str]

    @classmethod
    def of_country(cls, country: str, language: Language) -> Self:
        """Return a template that comes with the program."""
        return cls.read(_OURS / country / language)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the template of a folder.

        Raises:
            SourceError: one line per file that is missing, unreadable or unknown, and per
                placeholder that is unknown, missing or given twice.
        """
        if not folder.is_dir():
            raise SourceError(Message("dossier-template-none").in_file(folder))
        files = sorted(it for it in folder.iterdir() if not it.name.startswith("."))
        if len(files) > _MOST_FILES:
            raise SourceError(Message("dossier-template-large", most=_MOST_FILES).in_file(folder))
        return cls.of_contents({file.name: _content_of(file) for file in files}, folder)

    @classmethod
    def of_contents(cls, contents: Mapping[str, bytes], folder: Path) -> Self:
        """Return the template of the contents of files, which are those of a folder.

        Raises:
            SourceError: as `read`.
        """
        texts: dict[str, str] = {}
        problems = []
        for name, content in contents.items():
            if name != TITLE_FILE and not name.endswith(_SECTION):
                problems.append(Message("dossier-template-file").in_file(folder / name))
                continue
            try:
                texts[name] = content.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError:
                problems.append(Message("dossier-template-encoding").in_file(folder / name))
        template = cls(texts)
        problems += (it.in_file(folder / name) for name, it in template._problems())
        if problems:
            raise SourceError(problems)
        return template

    @property
    def title(self) -> str:
        """Return the title."""
        return " ".join(self.texts[TITLE_FILE].split())

    @property
    def sections(self) -> list[TemplateSection]:
        """Return the sections, in order."""
        return [_section(self.texts[name]) for name in sorted(self.texts) if name != TITLE_FILE]

    def _problems(self) -> Iterator[tuple[str, Message]]:
        """Yield the problems, each with the name of its file; "" for the folder."""
        if not self.texts.get(TITLE_FILE, "").strip():
            yield TITLE_FILE, Message("dossier-template-title")
        places: dict[str, list[str]] = {}
        for name, text in sorted(self.texts.items()):
            if name != TITLE_FILE and not text.lstrip().startswith(_HEADING):
                yield name, Message("dossier-template-heading")
            for number, line in enumerate(text.splitlines(), start=1):
                if name != TITLE_FILE and (block := _block_of(line)) is not None:
                    places.setdefault(block, []).append(f"{name}:{number}")
                    continue
                yield from ((name, it) for it in _wrong_holders(line, number))
        for block in BLOCKS:
            if block not in places:
                yield "", Message("dossier-template-lacks", holder=block)
            elif len(places[block]) > 1:
                about = {"holder": block, "places": tuple(places[block])}
                yield "", Message("dossier-template-twice", **about)


def _wrong_holders(line: str, number: int) -> Iterator[Message]:
    """Yield each placeholder of a line of text that is not a fact."""
    for holder in _HOLDER.findall(line):
        about = {"holder": holder, "line": number}
        if holder in BLOCKS:
            yield Message("dossier-template-alone", **about)
        elif holder not in FACTS:
            hint = suggestion(holder, [*FACTS, *BLOCKS])
            yield Message("dossier-template-unknown", hint=hint, **about)


def _block_of(line: str) -> Block | None:
    """Return the block of a line, None for text."""
    return next((it for it in BLOCKS if line.strip() == f"{{{it}}}"), None)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with its facts.

    >>> filled("Zones: {zones}", {"zones": "A, B"})
    'Zones: A, B'
    """
    return _HOLDER.sub(lambda holder: facts[holder[1]], text)


def _section(text: str) -> TemplateSection:
    r"""Return a section of its text.

    >>> section = _section("# Land\n\nOf {zones}:\n- one\n- two\n\n{bounds}\n")
    >>> section.heading, [part.points or part.block or part.text for part in section.parts]
    ('Land', ['Of {zones}:', ('one', 'two'), 'bounds'])
    """
    heading, _, rest = text.strip().partition("\n")
    return TemplateSection(heading.removeprefix(_HEADING).strip(), (*_parts(rest.splitlines()),))


def _parts(lines: Sequence[str]) -> Iterator[TemplatePart]:
    text: list[str] = []
    points: list[str] = []
    for line in (*(it.strip() for it in lines), ""):
        block = _block_of(line)
        is_point = line.startswith(_POINT)
        if text and (is_point or block or not line):
            yield TemplatePart(_joined(text))
            text = []
        if points and not is_point:
            yield TemplatePart(points=tuple(points))
            points = []
        if block:
            yield TemplatePart(block=block)
        elif is_point:
            points.append(line.removeprefix(_POINT))
        elif line:
            text.append(line)


def _joined(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one text; Chinese is joined without a space.

    >>> _joined(["two", "lines"]), _joined(["用地", "范围"])
    ('two lines', '用地范围')
    """
    text = ""
    for line in lines:
        is_parted = text and not (text[-1] >= WIDE_FROM and line[0] >= WIDE_FROM)
        text += f" {line}" if is_parted else line
    return text


def _content_of(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        SourceError: it cannot be read, or is too large.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        unreadable = Message("file-unreadable", why=os_reason(error))
        raise SourceError(unreadable.in_file(file)) from error
    if len(content) > _MOST_BYTES:
        raise SourceError(Message("dossier-template-long", most=_MOST_BYTES).in_file(file))
    return content
