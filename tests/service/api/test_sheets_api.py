"""The map as a sheet: to print, as a picture, of what is asked for, and nothing from elsewhere."""

from io import BytesIO
from typing import Any

import pypdf
import pytest
from endpoints import MOVED, refusal
from fastapi.testclient import TestClient

WORLD = [-180.0, -90.0, 180.0, 90.0]


def asked(client: TestClient, **question: Any) -> Any:
    return client.post("/api/sheet", json={"radii_km": [5.0], **question})


@pytest.mark.deep
def test_a_sheet_is_of_the_edits_the_place_and_the_language_asked_for(client: TestClient) -> None:
    answer = asked(
        client, edits=[MOVED], bbox=[119.9, 29.9, 120.2, 30.1], title="Moved\x07 移", lang="zh"
    )
    assert answer.headers["content-type"] == "application/pdf"
    (page,) = pypdf.PdfReader(BytesIO(answer.content)).pages
    text = page.extract_text()
    assert "Moved\ufffd 移" in text  # no page can have the bell
    assert "调整前边界" in text
    assert "不是已保存的版本" in text
    (page,) = pypdf.PdfReader(BytesIO(asked(client, scenario="north").content)).pages
    assert "revision 1 by" in page.extract_text()
    shown = asked(client, layers=["clusters"], tint="land").content
    text = pypdf.PdfReader(BytesIO(shown)).pages[0].extract_text()
    assert "ships" in text
    assert "Land within 5 km" in text
    assert "ships" not in page.extract_text()
    picture = asked(client, aim="ftz:F", format="png", paper="a3")
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-disposition"].endswith("baseline.png")


@pytest.mark.deep
@pytest.mark.parametrize(
    "bbox",
    [
        WORLD,
        [120.0, 30.0, 120.0, 30.0],  # as small as a point
        [480.0, 29.9, 480.1, 30.1],  # a turn away
    ],
)
def test_a_sheet_of_any_extent_is_drawn_and_not_by_the_service_itself(
    client: TestClient, bbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.report.sheet.sheet", None)  # a process of its own has it yet
    assert asked(client, bbox=bbox).status_code == 200


@pytest.mark.parametrize(
    "bbox",
    [
        [10.0, 10.0, 11.0, 11.0],
        [120.1, 29.9, 119.9, 30.1],
        [120.0, 30.0, 121.0],
        [1e308, -1e308, 1e308, 1e308],
        ["NaN", 30.0, 121.0, 31.0],
    ],
)
def test_a_sheet_of_nothing_of_the_plan_is_refused(client: TestClient, bbox: list[Any]) -> None:
    answer = asked(client, bbox=bbox)
    assert answer.status_code == 422
    assert refusal(answer)
