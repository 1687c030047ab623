"""Messages: codes with parameters; each sentence is in the catalogue once per language."""

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
