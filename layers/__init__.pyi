from layers.china import (
    build_china_plan as build_china_plan,
    sample_scenarios as sample_scenarios,
)
from layers.errors import (
    ConflictError as ConflictError,
    CrsError as CrsError,
    GeometryError as GeometryError,
    MeasureError as MeasureError,
    PlanError as PlanError,
    ScenarioError as ScenarioError,
    SourceError as SourceError,
    UnknownError as UnknownError,
    ZonewrightError as ZonewrightError,
)
from layers.example import example_plan as example_plan
from layers.geometry.ellipsoid import Ellipsoid as Ellipsoid
from layers.importing import (
    ColumnMap as ColumnMap,
    ImportOptions as ImportOptions,
    import_layers as import_layers,
)
from layers.messages import Message as Message
from layers.plan.plan import Plan as Plan
from layers.store import Store as Store, store_beside as store_beside
