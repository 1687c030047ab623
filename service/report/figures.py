"""Number formats of a report: grouped digits, a true minus sign, a dash for unknown values."""

import pandas as pd

from layers.schema.figures import Figure

NO_FIGURE = "–"

BEST = "★"
"""The mark of the best figure of a row."""

LEAST_KM2 = 5e-3
"""Less land than this counts neither as headroom nor as a change of area."""

_MANY = 1_000  # from here on, figures of an objective have no decimals


def without_decimals(figure: float) -> str:
    """Return a figure without decimals.

    >>> without_decimals(1234567.8), without_decimals(float("nan"))
    ('1,234,568', '–')
    """
    return NO_FIGURE if pd.isna(figure) else f"{figure:,.0f}"


def two(figure: float) -> str:
    """Return a figure with two decimals."""
    return NO_FIGURE if pd.isna(figure) else f"{figure:,.2f}"


def signed(figure: float, digits: int = 0) -> str:
    """Return a figure with its sign; zero after rounding has none.

    >>> signed(1200), signed(-0.04, 1), signed(-3.26, 1)
    ('+1,200', '0.0', '−3.3')
    """
    if pd.isna(figure):
        return NO_FIGURE
    text = f"{abs(figure):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return ("+" if figure > 0 else "−") + text


def shown_figure(amount: float, figure: Figure) -> str:
    """Return an amount of a declared figure.

    >>> from layers.schema.figures import Figure
    >>> shown_figure(-3.264, Figure("headroom_km2", "+.2f"))
    '−3.26'
    """
    if figure.form.startswith("+"):
        return signed(amount, figure.digits)
    if figure.form.endswith("%"):
        return percentage(amount)
    return NO_FIGURE if pd.isna(amount) else f"{amount:,.{figure.digits}f}"


def of_objective(figure: float | None) -> str:
    """Return a figure of an objective, which may be persons or a share.

    >>> of_objective(0.254), of_objective(12345.67), of_objective(None)
    ('0.25', '12,346', '–')
    """
    if figure is None:
        return NO_FIGURE
    return without_decimals(figure) if abs(figure) >= _MANY else two(figure)


def share(part: float, of: float) -> str:
    """Return a share in percent, without the percent sign."""
    return f"{100 * part / of:.1f}" if of > 0 else NO_FIGURE


def percentage(part: float) -> str:
    """Return a share (0–1) in percent, without the percent sign.

    >>> percentage(0.123), percentage(float("nan"))
    ('12.3', '–')
    """
    return NO_FIGURE if pd.isna(part) else f"{100 * part:.1f}"


def percent(part: float, of: float) -> str:
    """Return a share in percent, with the percent sign, for a sentence.

    >>> percent(1, 3), share(1, 3)
    ('33.3%', '33.3')
    """
    return f"{part / of:.1%}" if of > 0 else NO_FIGURE


def is_figure(text: str) -> bool:
    """Return whether a cell is a figure, marked as the best or not, or the dash for an unknown one.

    >>> is_figure("−1,200.5"), is_figure(f"3 {BEST}"), is_figure("3 km")
    (True, True, False)
    """
    digits = text.removesuffix(f" {BEST}").lstrip("+−").replace(",", "").replace(".", "")
    return text == NO_FIGURE or digits.isdigit()
