"""The costs of a scenario, in sentences: rules and caps broken, and all losses.

Costs are broken rules, requests beyond a cap, releases, and people no longer within reach. The
gravest come first: hard rules, caps and quotas, then land, people, clusters and gateways, then soft
rules and targets.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.report.figures import LEAST_KM2
from service.report.key_figures import (
    CapUse,
    cap_uses,
    gateways_lost,
    leaving,
    matched_clusters,
    reach,
    weights_leaving,
)
from service.report.measured import Measured, row_mappings
from service.report.writer import Writer

_MOST_RULES, _MOST_NAMES = 3, 3
_LEAST_PERSONS = 0.5
_SAID_APART = ("cap", "target")  # rules whose figures have sentences of their own


def costs(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield every cost of a scenario; that it has none."""
    found = [
        *rules_broken(writer, broken(one, "hard"), "report-cost-hard"),
        *caps_exceeded(writer, one),
        *_losses(writer, one),
        *rules_broken(writer, soft_rules(one), "report-cost-soft"),
        *_targets_missed(writer, one),
    ]
    yield from found or [writer.say("report-cost-none")]


def broken(one: Measured, level: str) -> list[dict[str, Any]]:
    """Return the violations of a level that count against a scenario.

    Those of hard rules count even if the baseline has them too, since no decision is made on a
    broken hard rule; those of soft rules if they are new or worse.
    """
    rules = one.comparison.rules
    counted = ["new", "worse"] + (["unchanged", "improved"] if level == "hard" else [])
    rows = rules[(rules["level"] == level) & rules["change"].isin(counted)]
    return row_mappings(rows)


def hard_rules(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield sentences on the first few broken hard rules, and the number of further ones."""
    rows = broken(one, "hard")
    yield from map(writer.row_sentence, rows[:_MOST_RULES])
    if len(rows) > _MOST_RULES:
        yield writer.say("report-rules-rest", count=len(rows) - _MOST_RULES)


def soft_rules(one: Measured) -> list[dict[str, Any]]:
    """Return the soft rules that a scenario newly breaks or breaks worse, but caps and targets."""
    return [row for row in broken(one, "soft") if row["rule"] not in _SAID_APART]


def rules_broken(writer: Writer, rows: Sequence[Mapping[str, Any]], code: str) -> Iterator[str]:
    """Yield how many rules are broken, and which."""
    if rows:
        rules = tuple(dict.fromkeys(writer.rule(row["rule"]) for row in rows))
        yield writer.say(code, count=len(rows), rules=rules)


def caps_exceeded(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield each cap that is exceeded, and each quota that is requested beyond one.

    Where the rule of caps is hard, its violation says what exceeds a cap.
    """
    said = {row["subject"] for row in broken(one, "hard") if row["rule"] == "cap"}
    for use in cap_uses(one):
        about = {"ftz": writer.names.of("ftzs", use.ftz_id), "cap_km2": use.cap_km2}
        if use.quota_km2:
            yield writer.say("report-quota", area_km2=use.quota_km2, **about)
        if use.over_km2 and use.ftz_id not in said:
            code = "report-over-cap-and-quota" if use.quota_km2 else "report-over-cap"
            yield writer.say(code, area_km2=use.over_km2, **about)


def cap_kept(writer: Writer, use: CapUse) -> str:
    """Return a sentence on a cap that is not exceeded, with the headroom if there is any."""
    about = {"ftz": writer.names.of("ftzs", use.ftz_id), "cap_km2": use.cap_km2}
    if use.headroom_km2 < LEAST_KM2:
        return writer.say("report-at-cap", **about)
    return writer.say("report-under-cap", area_km2=use.headroom_km2, **about)


def _losses(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the land, people, own weights, clusters and gateways that are lost."""
    released = one.land_km2["lost"]
    if released >= LEAST_KM2:
        yield writer.say("report-cost-land", area_km2=released)
    for row in leaving(writer, one):
        if row.after >= _LEAST_PERSONS:
            yield writer.say("report-cost-people", what=row.name, people=writer.people(row.after))
    for row in weights_leaving(writer, one):
        if row.is_changed:
            yield writer.say("report-cost-amount", what=row.name, amount=row.shown(row.after))
    for row in [] if writer.has_people else reach(writer, one):
        if row.after < row.before and row.is_changed:
            yield writer.say("report-cost-amount", what=row.name, amount=row.change)
    yield from _clusters_lost(writer, one)
    lost = gateways_lost(one)
    if lost:
        names = _named(writer, "gateways", lost)
        yield writer.say("report-cost-gateways", count=len(lost), names=names)


def _clusters_lost(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the clusters that leave the zones or a radius, and those without a zone for them."""
    if not writer.plan.has("clusters"):
        return
    leaving_rows = one.comparison.clusters_leaving
    for radius in dict.fromkeys([0.0, *writer.before.radii_km]):
        rows = leaving_rows[leaving_rows[writer.radius_column] == radius]
        if rows.empty:
            continue
        about = {"count": len(rows), "names": _named(writer, "clusters", [*rows["cluster_id"]])}
        if radius:
            yield writer.say("report-cost-clusters", **about, **writer.within(radius))
        else:
            yield writer.say("report-cost-clusters-out", **about)
    before, after = map(matched_clusters, one.comparison.coverages)
    if after < before:
        yield writer.say("report-cost-matched", count=before - after)


def _named(writer: Writer, layer: str, ids: Sequence[str]) -> str:
    """Return the names of some rows of a layer, and how many more there are."""
    most = _MOST_NAMES if len(ids) > _MOST_NAMES + 1 else len(ids)
    names = tuple(writer.names.of(layer, id_) for id_ in ids[:most])
    return writer.say("report-names", names=names, others=len(ids) - most)


def _targets_missed(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the targets that are newly missed; those of hard level are among the hard rules."""
    rows = one.comparison.targets
    rows = rows[(rows["change"] == "missed") & (rows["level"] != "hard")]
    if len(rows):
        yield writer.say("report-cost-targets", count=len(rows))
