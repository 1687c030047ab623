"""How many examples a property is tried with: few and the same in every run, or many at random."""

from hypothesis import settings

_USUAL = 100


def register_profiles() -> None:
    """Register the profiles of `--hypothesis-profile`, `repeatable` unless another is named."""
    settings.register_profile(
        "repeatable", max_examples=_USUAL, deadline=None, derandomize=True, database=None
    )
    settings.register_profile("search", max_examples=30 * _USUAL, deadline=None, print_blob=True)
    settings.load_profile("repeatable")


def examples(count: int) -> settings:
    """Return the settings of a property: this many examples, thirty times as many in a search."""
    return settings(max_examples=count * settings().max_examples // _USUAL)
