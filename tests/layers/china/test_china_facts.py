"""The facts of the China plan: what the tables say, and what is derived from them."""

import pandas as pd
import pytest
import shapely

from layers.china import facts
from layers.palette import SECTORS
from layers.schema.performance import conflicts


def test_there_are_22_ftzs_whose_70_zones_add_to_their_caps() -> None:
    ftzs, zones = facts.ftzs().set_index("ftz_id"), facts.zones_facts()
    assert (len(ftzs), len(zones)) == (22, 70)
    assert zones["zone_id"].is_unique
    assert set(zones["ftz_id"]) == set(ftzs.index)
    sums = zones.groupby("ftz_id")["published_area_km2"].sum()
    assert ftzs.index[ftzs["cap_km2"].isna()].tolist() == ["HI"]
    for ftz_id, cap_km2 in ftzs["cap_km2"].dropna().items():
        assert sums[ftz_id] == pytest.approx(cap_km2, abs=1e-9)


def test_the_tables_are_read_whole_with_dates_as_iso_text_and_codes_of_six_digits() -> None:
    ftzs, clusters, cities = facts.ftzs(), facts.clusters(), facts.cities()
    assert ftzs["approved"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    for codes in (ftzs["adcode"], clusters["adcode"], cities["adcode"]):
        assert codes.str.fullmatch(r"\d{6}").all()
    assert (len(facts.policies()), len(facts.national_strategy())) == (160, 14)
    assert (len(facts.provinces()), len(cities)) == (34, 375)
    assert facts.customs_blocks()["area_km2"].notna().sum() == 51
    assert len(clusters) == 120
    assert clusters.crs == "EPSG:4490"
    assert clusters["weight"].eq(1.0).all()
    assert clusters.geometry.iloc[0].equals(shapely.Point(121.6, 31.2))


def test_no_fact_hangs_on_the_words_of_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = (facts.zones_facts, facts.ftzs, facts.clusters, facts.performance, facts.provinces)
    as_packaged = facts.read_facts
    before = [table() for table in tables]

    def reworded(name: str) -> pd.DataFrame:
        table = as_packaged(name)
        for column in ("source", "source_gdp", "area_source", "coord_source"):
            if column in table:
                table[column] = "general knowledge; derived, or VERIFIED"
        return table

    monkeypatch.setattr(facts, "read_facts", reworded)
    for table, was in zip(tables, before, strict=True):
        said = [name for name in was.columns if name.endswith("verified")]
        pd.testing.assert_frame_equal(pd.DataFrame(table()[said]), pd.DataFrame(was[said]))


def test_every_row_of_a_table_says_whether_it_is_verified() -> None:
    names = ("zones", "ftzs", "clusters", "customs_blocks", "performance", "policies", "provinces")
    for table in map(facts.read_facts, names):
        said = table[[column for column in table if "verified" in column]]
        assert not said.empty
        assert said.isin(["true", "false"]).all(axis=None)


def test_a_zone_has_the_source_of_its_area_apart() -> None:
    zones = facts.zones_facts().set_index("zone_id")
    assert not zones["verified"].any()  # no zone's position is
    assert zones["published_area_verified"]["SH-LG"]
    assert not zones["published_area_verified"]["JS-NJ"]
    assert zones["published_area_source"]["HN-CZ"] == (
        "investinchina.chinadaily.com.cn WS5fab4f0b498eaba5051bc859; tellerreport.com 2020-09-21"
    )
    assert zones["published_area_source"].notna().all()


def test_the_sectors_of_a_zone_are_those_of_its_functions_each_in_the_sector_table() -> None:
    zones, table = facts.zones_facts().set_index("zone_id"), facts.sector_table()
    phrases = {phrase.strip() for each in zones["functions"] for phrase in each.split(";")}
    assert table["phrase"].is_unique
    assert set(table["phrase"]) == phrases
    lists = [sectors.split(";") for sectors in table["sectors"] if sectors]
    assert {sector for sectors in lists for sector in sectors} == set(facts.clusters()["sector"])
    assert all(sectors == sorted(set(sectors)) for sectors in lists)
    assert table["reason"].str.len().ge(4).all()
    assert set(facts.clusters()["sector"]) == {mark.value for mark in SECTORS}
    for zone_id, sectors in {
        "SH-ZJ": "biopharma;finance_digital;semiconductors",
        "GX-CZ": "finance_digital;shipping_logistics",  # one phrase, two sectors
        "FJ-PT": "",  # homeland and tourism
        "HI-ALL": "",  # its functions name no single sector
    }.items():
        assert zones["sectors"][zone_id] == sectors
        assert zones["sectors_source"][zone_id] == "derived from published functions"


def test_a_figure_that_nobody_published_is_null() -> None:
    figures = facts.performance()
    trade = figures[(figures["indicator"] == "trade") & figures["zone_id"].isna()]
    growth = trade[trade["unit"] == "percent_yoy"].set_index(["ftz_id", "period"])["value"]
    amount = trade[trade["unit"] == "CNY"].set_index(["ftz_id", "period"])
    assert pd.isna(amount.loc[("ZJ", "2022"), "value"])
    quarters = [growth["CHN", f"2025Q{quarter}"] for quarter in (1, 2, 3)]
    assert quarters == [1.3, 4.5, 6.0]
    assert amount.loc[("CHN", "2025"), ["value", "verified"]].tolist() == [45.47e12, True]
    provinces = facts.provinces().set_index("adcode")
    assert pd.isna(provinces.loc["710000", "gdp_2024_cny"])
    assert not provinces.loc["710000", "verified"]
    assert provinces["verified"].sum() == 30


def test_a_figure_of_another_area_has_a_unit_of_its_own_and_no_address_is_cut_short() -> None:
    figures = facts.performance()
    larger = figures["source"].str.contains("whole Special Area|cooperation zone|not the FTZ area")
    assert larger.sum() == 40
    assert figures["unit"][larger].str.contains("_").all()
    assert not figures["source"].str.contains("...", regex=False).any()
    places = figures["zone_id"].dropna().str.split(";").explode()
    assert set(places) <= set(facts.zones_facts()["zone_id"])
    assert set(figures["ftz_id"]) <= {*facts.ftzs()["ftz_id"], "ALL", "CHN"}


def test_figures_that_conflict_are_both_there() -> None:
    figures = facts.performance()
    shown = {(it.place, it.period): len(it.rows) for it in conflicts(figures)}
    assert shown["GD", "2015"] == shown["JS-SZ", "2019M08/2020M08"] == 2


def test_every_policy_pilot_has_a_name_in_both_languages_with_its_source() -> None:
    policies = facts.policies()
    assert policies[["name", "name_zh", "name_source"]].notna().all(axis=None)
    assert policies["name_zh"].str.contains(r"[一-鿿]").all()
    assert not policies["name"].str.contains("_").any()
    assert policies.groupby("policy")["name_zh"].nunique().eq(1).all()
    assert policies["name_zh"].nunique() == policies["policy"].nunique()
