"""What the geometry library or memory fails at, and what takes too long, ends with exit code 2."""

import errno

import pytest
import shapely
import typer

from layers.budget import spend
from service.cli.errors import BAD_INPUT, PROGRAM_FAULT, reporting, run_to_the_end


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (shapely.errors.GEOSException("side location\nconflict"), "side location conflict"),
        (MemoryError(), "more memory than there is"),
    ],
)
def test_an_error_of_a_library_is_one_line_and_exit_code_2(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as caught:
        reporting(command)()
    assert caught.value.exit_code == BAD_INPUT
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_a_command_over_its_limit_says_how_to_raise_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_VERTICES", "10")
    with pytest.raises(typer.Exit) as caught:
        reporting(lambda: spend(vertices=11))()
    assert caught.value.exit_code == BAD_INPUT
    assert "ZONEWRIGHT_LIMIT_VERTICES" in capsys.readouterr().err


def test_a_limit_that_is_no_number_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_S", "soon")
    with pytest.raises(typer.Exit) as caught:
        reporting(lambda: None)()
    assert caught.value.exit_code == BAD_INPUT
    assert "ZONEWRIGHT_LIMIT_S" in capsys.readouterr().err


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
    assert "a fault of the program, not of your input (KeyError 'zones', at service/cli/" in err
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
