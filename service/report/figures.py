"""Figures as a report writes them: groups of digits, a true minus, a dash for what is not known."""

from __future__ import annotations

import pandas as pd

NO_FIGURE = "–"


def whole(figure: float) -> str:
    """Return a figure without digits after the point.

    >>> whole(1234567.8), whole(float("nan"))
    ('1,234,568', '–')
    """
    return NO_FIGURE if pd.isna(figure) else f"{figure:,.0f}"


def two(figure: float) -> str:
    """Return a figure with two digits after the point."""
    return NO_FIGURE if pd.isna(figure) else f"{figure:,.2f}"


def signed(figure: float, digits: int = 0) -> str:
    """Return a figure with its sign; what rounds to nothing has none.

    >>> signed(1200), signed(-0.04, 1), signed(-3.26, 1)
    ('+1,200', '0.0', '−3.3')
    """
    if pd.isna(figure):
        return NO_FIGURE
    text = f"{abs(figure):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return ("+" if figure > 0 else "−") + text


def share(part: float, of: float) -> str:
    """Return a share in percent, without its sign."""
    return f"{100 * part / of:.1f}" if of > 0 else NO_FIGURE


def percent(part: float, of: float) -> str:
    """Return a share as it stands in a sentence.

    >>> percent(1, 3), share(1, 3)
    ('33.3%', '33.3')
    """
    return f"{part / of:.1%}" if of > 0 else NO_FIGURE


def is_figure(text: str) -> bool:
    """Return whether a cell is a figure, or the dash in place of one."""
    return text == NO_FIGURE or text.lstrip("+−").replace(",", "").replace(".", "").isdigit()
