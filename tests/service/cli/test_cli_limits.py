"""What the geometry library or memory fails at, and what takes too long, ends with exit code 2."""

import errno
from collections.abc import Callable

import pytest
import shapely
import typer

from layers.runtime.budget import spend
from service.cli.errors import BAD_INPUT, PROGRAM_FAULT, reporting, run_to_the_end


def ended(command: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line with which a command ends that cannot do what it is asked for."""
    with pytest.raises(typer.Exit) as caught:
        reporting(command)()
    assert caught.value.exit_code == BAD_INPUT
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


def test_what_a_library_fails_at_and_what_is_over_a_limit_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def raises(error: Exception) -> Callable[[], object]:
        def command() -> None:
            raise error

        return command

    geos = shapely.errors.GEOSException("side location\nconflict")
    assert "side location conflict" in ended(raises(geos), capsys)
    assert "more memory than available" in ended(raises(MemoryError()), capsys)
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_VERTICES", "10")
    assert "ZONEWRIGHT_LIMIT_VERTICES" in ended(lambda: spend(vertices=11), capsys)
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_S", "soon")
    assert "ZONEWRIGHT_LIMIT_S" in ended(lambda: None, capsys)


def test_a_fault_of_the_program_is_called_one_and_its_traceback_is_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty() -> None:
        {}["zones"]

    monkeypatch.delenv("ZONEWRIGHT_DEBUG", raising=False)
    with pytest.raises(SystemExit) as caught:
        run_to_the_end(reporting(faulty))
    assert caught.value.code == PROGRAM_FAULT
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "an error of the program, not of your input (KeyError 'zones', at service/cli/" in err
    monkeypatch.setenv("ZONEWRIGHT_DEBUG", "1")
    with pytest.raises(KeyError):
        run_to_the_end(reporting(faulty))


def test_help_that_nobody_can_be_given_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SystemExit) as caught:
        run_to_the_end(full)
    assert caught.value.code == BAD_INPUT
    assert capsys.readouterr().err.startswith("the disk is full")
