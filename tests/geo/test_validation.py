"""What pydantic finds becomes messages at their places; an unknown word gets a suggestion."""

from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from geo.validation import place_of, problems_of, reason_of
from layers.errors import ScenarioError
from layers.messages import Message, catalogue
from layers.runtime.suggestions import suggestion


def two_faults(text: str) -> str:
    if text == "bad":
        raise ScenarioError(
            [Message("value-text-empty"), Message("value-text-control").at("inside")]
        )
    return text


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    least: Annotated[float, Field(ge=0.5)] = 1
    text: Annotated[str, AfterValidator(two_faults)] = ""
    several: Annotated[tuple[int, ...], Field(max_length=3)] = (1, 2)
    flag: bool = True


class Outer(BaseModel):
    inner: Inner


def problems(**values: object) -> list[Message]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"inner": values})
    return problems_of(caught.value, Inner.model_fields, ("edits", 1))


def test_a_finding_is_a_message_at_its_place_in_both_languages() -> None:
    findings: list[tuple[str, dict[str, object], str]] = [
        ("value-too-low", {"least": 0.25}, "at least 0.5, not 0.25"),
        ("value-list-too-long", {"several": (1, 2, 3, 4)}, "list at most 3, not 4"),
        ("value-other", {"flag": "x"}, "Input should be a valid boolean (given 'x')"),
    ]
    for code, values, english in findings:
        (problem,) = problems(**values)
        assert reason_of(problem).code == code
        assert english in str(problem)
        place = f"edits[2].inner.{next(iter(values))}"
        assert str(problem).startswith(f"{place}: ")
        assert catalogue("zh").text(problem).startswith(f"{place}：")


def test_what_a_validator_of_the_project_raises_is_the_finding_each_at_its_own_place() -> None:
    empty, control = problems(text="bad")
    assert empty == Message("value-text-empty").at("edits", 1, "inner", "text")
    assert place_of(control) == ("edits", 1, "inner", "text", "inside")


def test_a_value_that_is_missing_or_no_mapping_is_told_without_a_place_where_it_has_none() -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({})
    assert problems_of(caught.value, ["inner"]) == [Message("value-missing").at("inner")]
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(3)
    (problem,) = problems_of(caught.value, ["inner"])
    assert (problem.code, place_of(problem)) == ("value-not-mapping", ())


def test_an_unknown_word_is_met_with_what_is_like_it_or_known() -> None:
    twelve = [f"zone{number:02}" for number in range(12)]
    for word, known, english, chinese in (
        ("expnad", ["expand", "move", "expand"], "did you mean expand?", "您是指expand吗？"),
        ("x", twelve, "known: zone00, ", "已知的有：zone00、"),
        ("x", [], "there are none", "一个也没有"),
    ):
        hint = suggestion(word, known)
        assert str(hint).startswith(english)
        assert catalogue("zh").text(hint).startswith(chinese)
        assert not str(hint).endswith("…")
    assert str(suggestion("x", [*twelve, "zone12"])).endswith("zone11, …")
