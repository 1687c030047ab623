from geo.bounds import (
    BoundsLand as BoundsLand,
    land_from_bounds as land_from_bounds,
    scenario_of_bounds as scenario_of_bounds,
)
from geo.comparison.compare import Comparison as Comparison, compare as compare
from geo.comparison.consensus import Consensus as Consensus, consensus as consensus
from geo.comparison.contributions import contributions as contributions, steps as steps
from geo.coverage import (
    DEFAULT_RADII_KM as DEFAULT_RADII_KM,
    Coverage as Coverage,
    CoverageMeter as CoverageMeter,
    Workers as Workers,
    measure_partitions as measure_partitions,
)
from geo.edits import (
    Add as Add,
    Edit as Edit,
    Expand as Expand,
    Merge as Merge,
    Move as Move,
    Remove as Remove,
    Reshape as Reshape,
    Set as Set,
    Shrink as Shrink,
    Split as Split,
    Swap as Swap,
    Transfer as Transfer,
)
from geo.indicators import (
    Scorecard as Scorecard,
    scorecard as scorecard,
    zone_gateways as zone_gateways,
)
from geo.proposals import (
    NoProposalError as NoProposalError,
    Portfolio as Portfolio,
    Proposal as Proposal,
    Question as Question,
    answer as answer,
    front as front,
    portfolio as portfolio,
    propose as propose,
    propose_zone as propose_zone,
)
from geo.rules import (
    EACH_FTZ as EACH_FTZ,
    EACH_ZONE as EACH_ZONE,
    Breach as Breach,
    Parameter as Parameter,
    add_rule as add_rule,
    rule as rule,
    violations as violations,
)
from geo.scenario import BASELINE as BASELINE, Scenario as Scenario
from geo.scenario.merge import merge as merge
from geo.scenario.rebase import rebase as rebase
from geo.scenario.replay import apply as apply
from geo.sweep import (
    Spreads as Spreads,
    Sweep as Sweep,
    acceptability_in as acceptability_in,
    pairs as pairs,
    summary as summary,
)
from geo.tables import (
    cluster_reach as cluster_reach,
    development as development,
    explain as explain,
    inequality as inequality,
    margin as margin,
    outside as outside,
    overlap as overlap,
    own_regions as own_regions,
    underserved as underserved,
    what_would as what_would,
    yields as yields,
    zone_use as zone_use,
    within as within,
)
