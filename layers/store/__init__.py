"""The scenario store: every scenario with its history, comments and decisions."""

from layers.store.access import LOCAL, Action, check, may
from layers.store.model import (
    Change,
    Comment,
    Document,
    Entry,
    Person,
    Presence,
    Remark,
    Revision,
    Summary,
    Token,
)
from layers.store.store import Store, store_beside

__all__ = [
    "LOCAL",
    "Action",
    "Change",
    "Comment",
    "Document",
    "Entry",
    "Person",
    "Presence",
    "Remark",
    "Revision",
    "Store",
    "Summary",
    "Token",
    "check",
    "may",
    "store_beside",
]
