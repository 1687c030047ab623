"""Messages: codes with parameters; each sentence is in the catalogue once per language."""

from layers.messages.languages import LANGUAGES, Language
from layers.messages.message import (
    Catalogue,
    Message,
    Param,
    Place,
    add_sentences,
    catalogue,
    options_for,
    unsaid,
)

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "Language",
    "Message",
    "Param",
    "Place",
    "add_sentences",
    "catalogue",
    "options_for",
    "unsaid",
]
