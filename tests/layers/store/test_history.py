from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.errors import StaleError
from layers.store import Change, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "plan.scenarios.db") as opened:
        yield opened


def drawn(scenario: str = "north", title: str = "North", **more: object) -> dict[str, object]:
    return {"scenario": scenario, "title": title, "baseline": "sha256:b", "edits": [], **more}


def test_a_save_is_a_revision_upon_the_one_before(store: Store) -> None:
    first = store.create(drawn(), "Li", message="a start")
    second = store.save(drawn(title="Farther north"), Change(first.hash, "Wu", "more land"))
    assert (second.number, second.parent, second.kind) == (2, first.hash, "save")
    assert [(each.author, each.message) for each in store.history("north")] == [
        ("Wu", "more land"),
        ("Li", "a start"),
    ]
    assert store.document(first) == drawn()
    assert store.verify() == []


def test_a_stale_save_is_refused_with_both_revisions(store: Store) -> None:
    first = store.create(drawn(), "Li")
    second = store.save(drawn(title="Mine"), Change(first.hash, "Wu"))
    with pytest.raises(StaleError, match=r"at revision 2, by Wu; .* revision 1"):
        store.save(drawn(title="Yours"), Change(first.hash, "Li"))
    assert store.revision("north") == second
