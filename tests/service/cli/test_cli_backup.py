"""A plan's scenarios in one file and back, from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from command_line import refusal, run

from layers.errors import FullError
from layers.messages import Message
from layers.store import backups, store_beside


def test_a_store_that_is_lost_comes_back_from_its_backup(plan: Path, tmp_path: Path) -> None:
    before = run("scenario", "record", plan, "north").out
    backup = tmp_path / "kept.db"
    ran = run("backup", plan, backup)
    assert (ran.code, ran.errors) == (0, [])
    assert "holds 1 scenario in 1 revisions" in " ".join(ran.out.split())
    for file in store_beside(plan).parent.glob(f"{store_beside(plan).name}*"):
        file.unlink()
    restored = json.loads(run("restore", backup, plan, "--json").out)
    assert (restored["scenarios"], restored["revisions"]) == (1, 1)
    assert run("scenario", "record", plan, "north").out == before
    assert run("scenario", "verify", plan).code == 0


def test_a_backup_that_is_there_is_replaced_on_demand_alone(plan: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.db"
    backup.write_text("mine")
    assert "--force" in refusal("backup", plan, backup)
    assert backup.read_text() == "mine"
    assert run("backup", plan, backup, "--force").code == 0


def test_a_full_disk_is_told_of_the_backup_not_of_the_store(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FullError(Message("store-full").in_file("a temporary name"))

    monkeypatch.setattr(backups, "_copy", full)
    assert "kept.db: the disk is full" in refusal("backup", plan, tmp_path / "kept.db")
    assert not (tmp_path / "kept.db").exists()


def test_what_cannot_be_backed_up_or_restored_is_one_line(plan: Path, tmp_path: Path) -> None:
    backup, other = tmp_path / "kept.db", tmp_path / "other"
    run("backup", plan, backup)
    other.mkdir()
    shutil.copy(plan, other / "fresh.gpkg")
    for asked in (
        ("backup", other / "fresh.gpkg", tmp_path / "none.db"),  # it has no store
        ("backup", plan, tmp_path / "no-folder" / "kept.db"),
        ("backup", tmp_path / "no.gpkg", tmp_path / "none.db"),
        ("restore", backup, plan),  # its store is not empty
        ("restore", plan, other / "fresh.gpkg"),  # a plan is no backup
        ("restore", store_beside(plan), other / "fresh.gpkg"),  # nor is a store
    ):
        refusal(*asked)
    assert not (tmp_path / "none.db").exists()
    assert run("restore", backup, other / "fresh.gpkg").code == 0
