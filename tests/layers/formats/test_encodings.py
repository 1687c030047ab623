"""Text whose encoding no file states is read as it was written, and what was made of it is said."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from layers.formats import ReadOptions, Table, read_table
from layers.messages import catalogue

NAMES = {
    "cp1252 Français": "Besançon;Orléans;L’Haÿ-les-Roses;Île-de-France;Nîmes",
    "cp1252 Deutsch": "München;Gießen;Österreich;Düsseldorf",
    "cp1252 Español": "A Coruña;Málaga;Ávila;Córdoba",
    "cp1250 Polski": "Łódź;Gdańsk;Wrocław;Świnoujście;Żary",
    "cp1250 Čeština": "Plzeň;České Budějovice;Žďár;Říčany",
    "cp1254 Türkçe": "İstanbul;Ağrı;Şişli;Çankırı",
    "cp1251 Русский": "Москва;Санкт-Петербург;Казань",
    "gbk 简体": "北京市;临港新片区;歙县;A区;朱镕基路",
    "big5 繁體": "臨港;西片區;臺北市",
    "cp932 日本": "東京都;さいたま市;横浜市",
}
SQUARE = shapely.box(2.0, 47.0, 2.1, 47.1)


def shapefile(folder: Path, names: list[str], encoding: str) -> Path:
    """Write a shapefile without .cpg whose table states no language."""
    frame = gpd.GeoDataFrame({"zone_id": names}, geometry=[SQUARE] * len(names), crs=4326)
    pyogrio.write_dataframe(frame, folder / "a.shp", encoding=encoding)
    (folder / "a.cpg").unlink()
    table = bytearray((folder / "a.dbf").read_bytes())
    table[29] = 0
    (folder / "a.dbf").write_bytes(table)
    return folder / "a.shp"


def csv(folder: Path, names: list[str], encoding: str) -> Path:
    rows = "".join(f"{name},{2 + nth / 10},47\r\n" for nth, name in enumerate(names))
    (folder / "a.csv").write_bytes(f"zone_id,lon,lat\r\n{rows}".encode(encoding))
    return folder / "a.csv"


def kml(folder: Path, names: list[str], encoding: str) -> Path:
    points = "".join(
        f'<Placemark><ExtendedData><Data name="zone_id"><value>{name}</value></Data></ExtendedData>'
        "<Point><coordinates>2,47</coordinates></Point></Placemark>\n"
        for name in names
    )
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{points}</Document></kml>'
    (folder / "a.kml").write_bytes(text.encode(encoding))
    return folder / "a.kml"


def dxf(folder: Path, names: list[str], encoding: str) -> Path:
    """Write a drawing with a square on a layer for each name, its code page not stated."""
    pairs = [(0, "SECTION"), (2, "ENTITIES")]
    for nth, name in enumerate(names):
        corners = [(nth, 0), (nth + 0.5, 0), (nth + 0.5, 0.5)]
        pairs += [(0, "LWPOLYLINE"), (8, name), (90, "3"), (70, "1")]
        pairs += [
            (code, str(at)) for corner in corners for code, at in zip((10, 20), corner, strict=True)
        ]
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    text = "".join(f"{code}\n{value}\n" for code, value in pairs)
    (folder / "a.dxf").write_bytes(text.encode(encoding))
    return folder / "a.dxf"


def said(table: Table) -> str:
    return " ".join(catalogue("en").text(it.why) for it in table.assumed if it.what == "encoding")


def test_names_in_no_stated_encoding_are_read_as_they_were_written(tmp_path: Path) -> None:
    for language, joined in NAMES.items():
        names = joined.split(";")
        table = read_table(shapefile(tmp_path, names, language.split(maxsplit=1)[0]), "zones")
        assert table.frame["zone_id"].tolist() == names
        assert names[0] in said(table)
    names = NAMES["cp1252 Français"].split(";")
    for written in (csv, kml, dxf):
        table = read_table(written(tmp_path, names, "cp1252"), "zones")
        assert table.frame["zone_id"].tolist() == names
        assert "Windows-1252" in said(table)
        assert "Besançon" in said(table)


def test_words_that_two_alphabets_share_are_shown_in_both(tmp_path: Path) -> None:
    path = csv(tmp_path, ["Gdańsk", "Kraków"], "cp1250")
    assert said(read_table(path, "zones")) == (
        "its text can be read as Windows-1252, which it does not state (Gdañsk, Kraków; in "
        "Windows-1250 it would be Gdańsk, Kraków); if letters are wrong, name another with "
        "encoding, such as Windows-1250"
    )
    named = read_table(path, "zones", ReadOptions(encoding="Windows-1250"))
    assert named.frame["zone_id"].tolist() == ["Gdańsk", "Kraków"]


def test_a_stated_encoding_that_the_words_contradict_is_not_followed(tmp_path: Path) -> None:
    path = shapefile(tmp_path, ["Besançon", "Orléans"], "cp1252")
    path.with_suffix(".cpg").write_text("GBK")
    table = read_table(path, "zones")
    assert table.frame["zone_id"].tolist() == ["Besançon", "Orléans"]
    assert "it states GBK, but its text is Windows-1252 (Besançon, Orléans)" in said(table)


@pytest.mark.parametrize("write", [shapefile, csv, dxf])
@pytest.mark.parametrize(
    ("names", "encodings", "value"),
    [
        (["Peña", "Málaga", "Lima", "Café"], ["utf-8", "cp1252"], "UTF-8, Windows-1252"),
        (["临港", "西片区", "Port", "保税"], ["utf-8", "gbk", "gbk"], "UTF-8, GBK"),
    ],
)
def test_rows_of_two_encodings_are_each_read_in_its_own(
    write: Callable[..., Path], names: list[str], encodings: list[str], value: str, tmp_path: Path
) -> None:
    raw = [name.encode(encodings[nth % len(encodings)]) for nth, name in enumerate(names)]
    path = write(tmp_path, [content.decode("latin-1") for content in raw], "ISO-8859-1")
    table = read_table(path, "zones")
    assert table.frame["zone_id"].tolist() == names
    assert [it.value for it in table.assumed if it.what == "encoding"] == [value]
    assert names[0] in said(table)


def test_a_last_letter_with_an_accent_is_not_taken_for_a_cut_one(tmp_path: Path) -> None:
    names = ["Café", "Bogotá"]
    table = read_table(shapefile(tmp_path, names, "cp1252"), "zones")
    assert table.frame["zone_id"].tolist() == names
