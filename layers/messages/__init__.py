"""Messages: a code with parameters; every sentence stands once per language, in one catalogue."""

from layers.messages.message import (
    LANGUAGES,
    Catalogue,
    Language,
    Message,
    Param,
    Place,
    as_command_line_options,
    catalogue,
)

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "Language",
    "Message",
    "Param",
    "Place",
    "as_command_line_options",
    "catalogue",
]
