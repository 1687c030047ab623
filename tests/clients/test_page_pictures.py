"""The pictures of the guide can be made anew, and show what the guide says."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from tests.clients.visiting import Visit

DOCS = Path(__file__).parents[2] / "docs"
LARGEST_BYTES = 150_000


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
