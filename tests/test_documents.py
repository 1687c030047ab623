"""Links between the documents: each leads to a file, and to a heading, that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT, ROOT / "benchmarks", ROOT / "docs", ROOT / "docs" / "deploy")
DOCUMENTS = sorted(
    [file for folder in FOLDERS for file in folder.glob("*.md")]
    + list((ROOT / "docs" / "guides").glob("*.md"))
)
CODE = re.compile("^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile("^#+ (.+)$", re.MULTILINE)


def prose(document: Path) -> str:
    """Return a document without its blocks of code."""
    return CODE.sub("", document.read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """Return what a link may name behind `#`: headings as the hosts of repositories write them."""
    headings = (
        re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", one) for one in HEADING.findall(prose(document))
    )
    return {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}


def links() -> Iterator[tuple[Path, str]]:
    for document in DOCUMENTS:
        for target in LINK.findall(prose(document)):
            if not re.match(r"\w+:", target):
                yield document, target


def is_alive(document: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (document.parent / path).resolve() if path else document
    return file.exists() and (not anchor or anchor in anchors(file))


def test_every_link_of_the_documents_leads_somewhere() -> None:
    found = list(links())
    assert len(found) > 60
    assert [
        f"{document.relative_to(ROOT)}: {target}"
        for document, target in found
        if not is_alive(document, target)
    ] == []


def test_the_readme_leads_to_every_guide() -> None:
    named = LINK.findall(prose(ROOT / "README.md"))
    guides = {f"docs/guides/{file.name}" for file in (ROOT / "docs" / "guides").glob("*.md")}
    assert guides <= set(named)
