"""Messages for remote users: they name files of the server without the folders that hold them.

The full path is for the operator, on the command line and in the log.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from layers.messages import Message
from layers.messages.message import Param, Place
from layers.runtime.cache import cached_property

_ENDS = r"/\\\s'\":;,"
"""The characters that end a file name within a sentence."""


class ServerPaths:
    """The folders that a service's answers must not reveal: its plan's, its store's and others.

    >>> paths = ServerPaths(["/srv/plans"])
    >>> str(paths.hidden(Message("text", text="is empty").in_file("/srv/plans/old/p.db")))
    'p.db: is empty'
    """

    def __init__(self, folders: Iterable[str | Path]) -> None:
        self._folders = [Path(folder) for folder in folders]

    @classmethod
    def of(cls, *files: Path | None) -> ServerPaths:
        """Return the folders of the files, and those that every service has."""
        package = Path(__file__).parents[2]
        common = [Path(tempfile.gettempdir()), package, Path(sys.prefix), Path.cwd(), Path.home()]
        return cls([file.absolute().parent for file in files if file is not None] + common)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        known = {str(each) for folder in self._folders for each in (folder, folder.resolve())}
        named = sorted((each for each in known if len(Path(each).parts) > 1), key=len, reverse=True)
        either = "|".join(map(re.escape, named)) or "(?!)"
        return re.compile(
            rf"postgresql\S*://\S+?(?=: |$)|(?:{either})(?![^{_ENDS}])((?:[/\\][^{_ENDS}]+)*)"
        )

    def hidden(self, message: Message) -> Message:
        """Return a message without the folders and without a database's address."""
        if message.code == "store-no-answer":
            return Message("store-silent")
        params = {name: self._hidden(value) for name, value in message.params.items()}
        return Message(message.code, **params)

    def all_hidden(self, messages: Iterable[Message]) -> Sequence[Message]:
        """Return messages without the folders."""
        return [self.hidden(each) for each in messages]

    def _hidden(self, value: Param) -> Param:
        if isinstance(value, Message):
            return self.hidden(value)
        if isinstance(value, str):
            return self._pattern.sub(_last_name, value)
        if isinstance(value, tuple) and not isinstance(value, Place):
            return tuple(map(self._hidden, value))
        return value


def _last_name(match: re.Match[str]) -> str:
    """Return the text that replaces a path, or a database's address."""
    return re.split(r"[/\\]", match[0])[-1]
