"""A process whose caller has ended prints nothing: nobody waits for its answer."""

import multiprocessing
import pickle
import sys
from multiprocessing import forkserver

import pytest

from layers.runtime import bounded, worker


@pytest.fixture
def confined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "confine", lambda _: None)  # this process is no other


@pytest.mark.usefixtures("confined")
def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    ours.close()
    bounded._answer(theirs, len, ("abc",), 1.0)
    assert theirs.closed


def test_work_that_its_caller_did_not_send_to_the_end_is_dropped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    from layers.runtime import fork_server  # noqa: PLC0415  it sets the hook

    hook, whole = fork_server.excepthook, pickle.dumps({"name": "work"})
    for error in (*map(unread, (b"", whole[:9])), BrokenPipeError()):
        hook(type(error), error, None)
    assert capsys.readouterr().err == ""
    hook(ValueError, ValueError("a fault"), None)
    assert capsys.readouterr().err == "ValueError: a fault\n"


def unread(content: bytes) -> Exception:
    with pytest.raises((EOFError, pickle.UnpicklingError)) as raised:
        pickle.loads(content)  # noqa: S301  our own
    return raised.value


def test_the_process_that_others_are_forked_from_is_told_so_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    preloaded: list[str] = []
    monkeypatch.setattr(forkserver, "set_forkserver_preload", preloaded.extend)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: None)
    monkeypatch.setattr(worker, "_STARTED", worker.threading.Event())
    monkeypatch.setattr(worker, "keep_sockets_in", lambda _: None)
    worker.context_for("json")
    assert preloaded == ["layers.runtime.fork_server", "layers.importing", "json"]
