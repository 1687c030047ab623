"""Build the documentation as a site that needs neither a server nor another host.

python -m docs.build          # into site/, with the extra `docs` installed
python -m docs.build FOLDER
python -m docs.build --example    # with a boundary of the China plan to drag, two minutes more

The guides, this repository's own documents and the pages that `docs/reference.py` writes are
gathered in a folder that is deleted afterwards; Material for MkDocs makes the site. A broken link
or anchor, a page outside the navigation and a file that another host would have to send are errors.
"""

from __future__ import annotations

import argparse
import html
import logging
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from os.path import relpath
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

from mkdocs.commands.build import build as build_by_mkdocs
from mkdocs.config.defaults import MkDocsConfig
from pymdownx.slugs import slugify

from docs.example_site import write_example
from docs.reference import reference_pages
from layers.china import build_china_plan

ROOT = Path(__file__).resolve().parents[1]
ASSETS = Path(__file__).parent / "theme"
REPOSITORY = (
    "README.md",
    "CONTRIBUTING.md",
    "RELEASING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "changelog.d/README.md",
    "layers/context/LICENSES.md",
)
"""Documents outside `docs/` that are pages of the site."""

GUIDES = {
    "Installing": "install.md",
    "Planning on the map": "guides/planning-on-the-map.md",
    "In QGIS": "guides/in-qgis.md",
    "The command line": "guides/command-line.md",
    "Scripts": "guides/scripts.md",
    "Your own zones": "guides/your-own-zones.md",
    "A county in Chinese files": "guides/a-county-in-chinese-files.md",
    "From published words to land": "guides/from-bounds-to-land.md",
    "Running the service": "guides/running-the-service.md",
    "Behind a proxy": "deploy/README.md",
    "A page that anybody can host": "guides/publishing.md",
}
FILES = {
    "Formats": "formats.md",
    "The China plan's data": "data.md",
    "The dossier": "dossier.md",
    "Licences of the map": "project/layers/context/LICENSES.md",
}
PROJECT = {
    "Benchmarks": "benchmarks.md",
    "Beside other tools": "comparison.md",
    "What is stable": "stability.md",
    "Changes": "project/CHANGELOG.md",
    "Security": "project/SECURITY.md",
}
DEVELOPERS = {
    "Developing": "guides/developing.md",
    "Architecture": "architecture.md",
    "Contributing": "project/CONTRIBUTING.md",
    "Releasing": "project/RELEASING.md",
    "Changes since the last release": "project/changelog.d/README.md",
    "Code of conduct": "project/CODE_OF_CONDUCT.md",
}
CHINESE = {
    "五分钟上手": "zh/index.md",
    "基本概念": "zh/concepts.md",
    "在地图上做规划": "zh/guides/planning-on-the-map.md",
    "从四至文字到用地": "zh/guides/from-bounds-to-land.md",
    "发布成网页": "zh/guides/publishing.md",
}

EXAMPLE = "example/index.html"
"""A published site within this one: a boundary that a reader drags from step to step."""

_LINK = re.compile(r"(\]\()([^)\s]+)(?=\))")
_FENCE = re.compile(r"^ *```\w*[^\n]*\n.*?^ *```$", re.MULTILINE | re.DOTALL)


def site_path(document: str) -> str:
    """Return where the site has a file of the repository.

    >>> site_path("docs/guides/in-qgis.md"), site_path("docs/concepts.zh.md")
    ('guides/in-qgis.md', 'zh/concepts.md')
    >>> site_path("README.md"), site_path("SECURITY.md"), site_path("docs/start.zh.md")
    ('index.md', 'project/SECURITY.md', 'zh/index.md')
    """
    if document == "README.md":
        return "index.md"
    if not document.startswith("docs/"):
        return f"project/{document}"
    path = document.removeprefix("docs/")
    if path.endswith(".zh.md"):
        path = f"zh/{path.removesuffix('.zh.md')}.md".replace("zh/start.md", "zh/index.md")
    return path


def documents() -> list[str]:
    """Return the documents of the repository that are pages of the site."""
    inside = [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]
    return [*REPOSITORY, *sorted(inside)]


def page_text(document: str) -> str:
    """Return a document as MkDocs reads it: links lead to the site's own places.

    What stands behind the language of a block of code is for the tests, and goes.
    """
    place = site_path(document)

    def moved(match: re.Match[str]) -> str:
        target, mark, anchor = match[2].partition("#")
        if not target or re.match(r"\w+:", target):
            return match[0]
        file = (ROOT / document).parent / target
        meant = site_path(file.resolve().relative_to(ROOT).as_posix())
        return f"{match[1]}{relpath(meant, PurePosixPath(place).parent)}{mark}{anchor}"

    text = (ROOT / document).read_text(encoding="utf-8")
    parts, end = [], 0
    for block in _FENCE.finditer(text):
        head, _, rest = block[0].partition("\n")
        plain = re.match(r" *```\w*", head)
        parts += [_LINK.sub(moved, text[end : block.start()]), f"{plain and plain[0]}\n{rest}"]
        end = block.end()
    return "".join([*parts, _LINK.sub(moved, text[end:])])


def linked_files() -> set[str]:
    """Return the files of the repository that its documents link to, other than pages."""
    found = set()
    for document in documents():
        text = _FENCE.sub("", (ROOT / document).read_text(encoding="utf-8"))
        for _, target in _LINK.findall(text):
            path = (ROOT / document).parent / target.partition("#")[0]
            if not re.match(r"\w+:", target) and path.is_file():
                found.add(path.resolve().relative_to(ROOT).as_posix())
    return found - set(documents())


def gather(folder: Path, reference: dict[str, str]) -> None:
    """Write into a folder all that the site is made of."""
    for document in documents():
        path = folder / site_path(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page_text(document), encoding="utf-8")
    for name in linked_files():
        path = folder / site_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, path)
    for name, text in reference.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ASSETS / "assets", folder / "assets")


def navigation(reference: dict[str, str], *, with_example: bool = False) -> list[dict[str, object]]:
    """Return the navigation: titles, each with a page or with further titles."""
    decisions = sorted(
        (ROOT / "docs" / "decisions").glob("[0-9]*.md"), key=lambda it: int(it.name.split("-")[0])
    )
    generated: dict[str, list[object]] = {}
    for name, text in reference.items():
        group = _GROUPS[PurePosixPath(name).parts[1].removesuffix(".md")]
        title = text.partition("\n")[0].removeprefix("# ").replace("`", "")
        generated.setdefault(group, []).append({title: name})
    files = generated.setdefault("Layers and files", [])
    files += [{title: page} for title, page in FILES.items()]
    return [
        {"Zonewright": "index.md"},
        {"Start": "start.md"},
        *([{"Drag a boundary": EXAMPLE}] if with_example else []),
        {"Concepts": "concepts.md"},
        {"Guides": [{title: page} for title, page in GUIDES.items()]},
        {"Reference": [{group: pages} for group, pages in generated.items()]},
        {
            "Project": [
                *({title: page} for title, page in PROJECT.items()),
                {"For developers": [{title: page} for title, page in DEVELOPERS.items()]},
                {
                    "Decisions": [
                        "decisions/README.md",
                        *(f"decisions/{it.name}" for it in decisions),
                    ]
                },
            ]
        },
        {"中文": [{title: page} for title, page in CHINESE.items()]},
    ]


_GROUPS = {
    "python": "Python",
    "command-line": "Command line",
    "http": "HTTP",
    "layers": "Layers and files",
}


def configuration(folder: Path, site: Path, nav: list[dict[str, object]]) -> MkDocsConfig:
    """Return the MkDocs configuration for a folder of pages, without a settings file."""
    config = MkDocsConfig(config_file_path=str(folder.parent / "none.yml"))
    config.load_dict(
        {
            "site_name": "Zonewright",
            "docs_dir": str(folder),
            "site_dir": str(site),
            "nav": nav,
            "strict": True,
            "use_directory_urls": False,
            "theme": {
                "name": "material",
                "custom_dir": str(ASSETS),
                "font": False,
                "palette": [
                    {
                        "media": f"(prefers-color-scheme: {scheme})",
                        "scheme": name,
                        "primary": "teal",
                        "accent": "teal",
                    }
                    for scheme, name in (("light", "default"), ("dark", "slate"))
                ],
                "features": [
                    "navigation.tabs",
                    "navigation.top",
                    "navigation.indexes",
                    "toc.follow",
                    "content.code.copy",
                ],
            },
            "extra": {
                "generator": False,
                "polyfills": ["assets/iframe-worker.js"],
                "alternate": [
                    {"name": "English", "link": "index.html", "lang": "en"},
                    {"name": "中文", "link": "zh/index.html", "lang": "zh"},
                ],
            },
            "extra_css": ["assets/zonewright.css"],
            "validation": {
                "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
                "links": {
                    "not_found": "warn",
                    "anchors": "warn",
                    "absolute_links": "warn",
                    "unrecognized_links": "warn",
                },
            },
            "plugins": [
                {"search": {"lang": ["en"], "separator": _SEPARATOR}},
                "offline",
                {"mkdocstrings": {"handlers": {"python": {"options": _DOCSTRINGS}}}},
            ],
            "markdown_extensions": [
                "admonition",
                "attr_list",
                "def_list",
                "md_in_html",
                "tables",
                {"toc": {"permalink": True, "slugify": slugify(case="lower")}},
                "pymdownx.superfences",
                "pymdownx.highlight",
            ],
        }
    )
    errors, warnings = config.validate()
    if errors or warnings:
        raise ValueError("\n".join(f"{key}: {problem}" for key, problem in [*errors, *warnings]))
    return config


_TAG = re.compile(r"<(\w+)\s([^>]*)>")
_ADDRESS = re.compile(r"""\b(id|name|href|src)=["']?([^"'\s>]+)""")
_NO_LOAD = re.compile(r"""rel=["']?(?:canonical|prev|next|alternate)""")
_SEPARATOR = r"[\s\-,:!=\[\]()\"`/_.]+|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])"
"""What parts words in the search: each Chinese letter is one."""
_DOCSTRINGS = {
    "extensions": ["docs.reference.Examples"],
    "docstring_style": "google",
    "heading_level": 2,
    "show_root_heading": True,
    "show_root_full_path": False,
    "show_source": False,
    "show_bases": False,
    "separate_signature": True,
    "show_signature_annotations": True,
    "merge_init_into_class": True,
    "members_order": "source",
    "show_if_no_docstring": False,
}


class Places(NamedTuple):
    """The anchors, links and loaded files of a page."""

    anchors: set[str]
    links: list[str]
    loads: list[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the addresses in a page.

        >>> Places.of('<a id="top" href="b.html#c"><img src="d.svg"></a>')
        Places(anchors={'top'}, links=['b.html#c'], loads=['d.svg'])
        """
        anchors, links, loads = set[str](), list[str](), list[str]()
        for tag, rest in _TAG.findall(text):
            values = {name: html.unescape(value) for name, value in _ADDRESS.findall(rest)}
            anchors |= {values[name] for name in ("id", "name") if name in values}
            if tag == "a":
                links += [values["href"]] if "href" in values else []
            elif tag != "link" or not _NO_LOAD.search(rest):
                loads += [values[name] for name in ("href", "src") if name in values]
        return cls(anchors, links, loads)


def problems(site: Path) -> Iterator[str]:
    """Yield the faults of a built site: dead links and anchors, files of other hosts."""
    pages = {
        path.resolve(): Places.of(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }
    for path, page in pages.items():
        where = path.relative_to(site.resolve())
        for address in page.loads:
            if urlsplit(address).netloc:
                yield f"{where}: loads {address} from another host"
        for address in chain(page.links, page.loads):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = pages[target].anchors if target in pages else None
            if not target.is_file():
                yield f"{where}: {address} leads nowhere"
            elif parts.fragment and there is not None and unquote(parts.fragment) not in there:
                yield f"{where}: {address} names no place there"


def build(site: Path, *, with_example: bool = False) -> None:
    """Build the site into a folder, which is emptied before; the example is a page of its own.

    Raises:
        ValueError: a link or an anchor leads nowhere, or a page needs another host.
    """
    reference = reference_pages()
    with tempfile.TemporaryDirectory(prefix="zonewright-docs-") as folder:
        pages = Path(folder) / "pages"
        gather(pages, reference)
        if with_example:
            write_example(build_china_plan(), (pages / EXAMPLE).parent)
        config = configuration(pages, site, navigation(reference, with_example=with_example))
        config.plugins.on_startup(command="build", dirty=False)
        build_by_mkdocs(config)
        config.plugins.on_shutdown()
    wrong = sorted(set(problems(site)))
    if wrong:
        raise ValueError("\n".join(wrong))


def main() -> None:
    """Build it where the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("site"))
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    parser.add_argument("--example", action="store_true")
    given = parser.parse_args()
    folder = given.folder
    build(folder.resolve(), with_example=given.example)
    print(folder / "index.html")  # noqa: T201  the result


if __name__ == "__main__":
    main()
