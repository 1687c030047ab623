"""The words on screen: both languages say the same things, and say all that is asked."""

from __future__ import annotations

import json
import re

from service.page.assets import PAGE

MODULES = sorted((PAGE / "modules").rglob("*.js"))
TEMPLATES = sorted((PAGE / "templates").glob("*.html"))


def words(language: str) -> dict[str, str]:
    text = (PAGE / "words" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(words("en")) == list(words("zh"))


def test_both_languages_fill_the_same_places() -> None:
    def places(language: str) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words(language).items()}

    assert places("en") == places("zh")


def test_no_word_is_empty() -> None:
    assert all(text.strip() for language in ("en", "zh") for text in words(language).values())


def test_every_word_that_a_module_or_template_names_is_there() -> None:
    said = {
        key
        for module in MODULES
        for key in re.findall(r'\bsay\(\s*"([^"]+)"', module.read_text(encoding="utf-8"))
    }
    shown = {
        key
        for template in TEMPLATES
        for key in re.findall(
            r'data-word(?:-label|-placeholder)?="([^"]+)"', template.read_text(encoding="utf-8")
        )
    }
    assert len(said) > 50
    assert len(shown) > 15
    assert said | shown <= set(words("en"))
