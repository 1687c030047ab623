"""The scenario store: every scenario with its history, what was said of it, what was decided."""

from layers.store.access import LOCAL, Action, check, may
from layers.store.store import Store, store_beside
from layers.store.values import (
    Change,
    Comment,
    Document,
    Person,
    Remark,
    Revision,
    Summary,
    Token,
)

__all__ = [
    "LOCAL",
    "Action",
    "Change",
    "Comment",
    "Document",
    "Person",
    "Remark",
    "Revision",
    "Store",
    "Summary",
    "Token",
    "check",
    "may",
    "store_beside",
]
