"""The pictures of the guide: each can be made anew, and shows what the guide says."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from tests.clients.visiting import Visit

DOCS = Path(__file__).parents[2] / "docs"
LARGEST_BYTES = 150_000
PICTURE = re.compile(r"!\[([^\]]+)\]\((\S+)\)")


def load_pictures() -> ModuleType:
    spec = spec_from_file_location("pictures", DOCS / "pictures.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PICTURES = load_pictures()


def test_a_picture_can_be_made_and_shows_what_the_guide_says(visit: Visit, tmp_path: Path) -> None:
    made = PICTURES.take(visit.page, visit.site, "extend.zh", tmp_path).read_bytes()
    assert (made[:4], made[8:12]) == (b"RIFF", b"WEBP")  # .ci/nightly makes the others
    assert len(made) < LARGEST_BYTES


def test_the_pictures_that_are_kept_can_be_made_are_small_have_words_and_are_used() -> None:
    kept = {path.name: path.stat().st_size for path in PICTURES.FOLDER.iterdir()}
    assert set(kept) == {f"{name}.webp" for name in PICTURES.PICTURES}
    assert len(kept) <= 8
    assert max(kept.values()) < LARGEST_BYTES
    shown = set()
    for page in (DOCS.parent / "README.md", *DOCS.rglob("*.md")):
        for words, link in PICTURE.findall(page.read_text(encoding="utf-8")):
            path = (page.parent / link).resolve()
            assert path.exists(), f"{page.name}: {link}"
            assert len(words) > 10
            shown.add(path)
    assert set(PICTURES.FOLDER.resolve().iterdir()) <= shown
