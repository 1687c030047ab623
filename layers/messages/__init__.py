"""Messages: a code with parameters; every sentence stands once per language, in one catalogue."""

from layers.messages.message import (
    LANGUAGES,
    Catalogue,
    Language,
    Message,
    Param,
    Place,
    catalogue,
)

__all__ = ["LANGUAGES", "Catalogue", "Language", "Message", "Param", "Place", "catalogue"]
