"""GeoPackages of strangers: tables that are views without end, triggers, cells that fill a memory.

SQLite itself makes them, so every one is a good database; what is wrong with it is what it says.
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
_MOST_PAGES = 250_000  # of 4 KB: large cells are not repeated until the disk is full
_STEPS, _MOST_STEPS = 100_000, 50_000_000  # of SQLite's machine
_REFUSED = (sqlite3.Error, TypeError, ValueError, IndexError, MemoryError, struct.error)
_READ_AT_OPENING = (
    *("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions"),
    *("gpkg_ogr_contents", "gpkg_data_columns", "gpkg_metadata", "gpkg_metadata_reference"),
    *("layer_styles", "qgis_projects"),
)


def harm(path: Path, chance: Random) -> str:
    """Change a GeoPackage by SQL, so that it harms who trusts it; return how."""
    done = []
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        left = iter(range(_MOST_STEPS // _STEPS))  # of views without end no more is read
        database.set_progress_handler(lambda: next(left, None) is None, _STEPS)
        try:
            database.execute(f"PRAGMA max_page_count = {_MOST_PAGES}")
            named = "SELECT table_name FROM gpkg_contents ORDER BY table_name = 'zones' DESC"
            (zones,) = database.execute(named).fetchone() or ("zones",)
        except sqlite3.Error as error:
            return f"whole ({error})"
        for _ in range(chance.choice((1, 1, 2, 3))):
            change = chance.choice(_CHANGES)
            try:
                change(database, zones, chance)
                done.append(change.__name__.strip("_"))
            except _REFUSED as error:
                done.append(f"{change.__name__.strip('_')} ({error})")
                database.rollback()
    if chance.random() < 0.1:
        end = chance.choice(("-wal", "-journal", "-shm"))
        start = chance.choice((b"\x37\x7f\x06\x82\x00\x2d\xe2\x18", b"\xd9\xd5\x05\xf9", b""))
        path.with_name(path.name + end).write_bytes(start + chance.randbytes(500))
        done.append(end)
    return ", ".join(done)


def _without_triggers(database: sqlite3.Connection) -> None:
    """Drop what calls functions that SQLite alone does not have."""
    named = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in named:
        database.execute(f'DROP TRIGGER "{name}"')


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]


def _view(database: sqlite3.Connection, table: str, chance: Random) -> None:
    """Make a table a view that has no end, or very many rows, or computes large cells."""
    _without_triggers(database)
    columns = _columns(database, table)
    database.execute(f'ALTER TABLE "{table}" RENAME TO kept_aside')
    shown = ", ".join(f'a."{name}" AS "{name}"' for name in columns)
    large = ", ".join([f'hex(zeroblob(300000000)) AS "{name}"' for name in columns[-1:]] or ["1"])
    body = chance.choice(
        (
            f"{_ENDLESS} SELECT {shown} FROM n, kept_aside a",
            f"{_ENDLESS} SELECT {shown} FROM n, kept_aside a WHERE i < 0",
            f"SELECT {shown} FROM kept_aside a, "
            + ", ".join(f"kept_aside b{n}" for n in range(30)),
            f"SELECT {shown}, {large} FROM kept_aside a",
            f"SELECT {shown} FROM kept_aside a",
            f'SELECT * FROM "{table}"',
            "SELECT * FROM sqlite_master",
        )
    )
    database.execute(f'CREATE VIEW "{table}" AS {body}')


def _zones_view(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    _view(database, zones, chance)


def _own_view(database: sqlite3.Connection, _zones: str, chance: Random) -> None:
    """Make a table that a reader asks before any layer a view."""
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    _view(database, chance.choice([each for each in _READ_AT_OPENING if each in there]), chance)


def _further_view(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Add a view without end beside the zones, told of as a layer or not."""
    database.execute(
        f"CREATE VIEW further AS {_ENDLESS} SELECT i AS fid, i AS geom FROM n WHERE i<0"
    )
    if chance.random() < 0.7:
        kind = chance.choice(("features", "attributes", "tiles", "x"))
        known = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, ?, 'f')"
        database.execute(known, ("further", kind))
        database.execute(
            "INSERT INTO gpkg_geometry_columns SELECT 'further', 'geom', 'GEOMETRY', srs_id, 0, 0 "
            "FROM gpkg_geometry_columns WHERE table_name = ?",
            (zones,),
        )


def _virtual(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Make the zones a virtual table."""
    _without_triggers(database)
    made = chance.choice(("fts5(zone_id, geom)", "rtree(id, a, b)", "fts5vocab(x, row)", "dbstat"))
    database.execute(f'ALTER TABLE "{zones}" RENAME TO kept_aside')
    database.execute(f'CREATE VIRTUAL TABLE "{zones}" USING {made}')


def _trigger(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Add a trigger that empties the file once somebody writes."""
    when = chance.choice(("INSERT", "UPDATE", "DELETE"))
    what = chance.choice(("gpkg_contents", zones))
    body = f"DELETE FROM \"{zones}\"; SELECT load_extension('/tmp/x.so'); SELECT writefile(1, 2);"
    database.execute(f'CREATE TRIGGER evil AFTER {when} ON "{what}" BEGIN {body} END')


def _computed(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Add a column whose cells are made while they are read."""
    size = chance.choice((10, 1_000_000, 400_000_000))
    database.execute(
        f'ALTER TABLE "{zones}" ADD COLUMN made TEXT '
        f"GENERATED ALWAYS AS (hex(zeroblob({size}))) VIRTUAL"
    )


def _default(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Add a column whose one large cell stands in every row."""
    size = chance.choice((10, 1_000_000, 20_000_000))
    database.execute(f"ALTER TABLE \"{zones}\" ADD COLUMN large TEXT DEFAULT '{'x' * size}'")


def _huge_cell(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Put a large cell anywhere."""
    _without_triggers(database)
    column = chance.choice(_columns(database, zones))
    size = chance.choice((0, 1, 1_000_000, 60_000_000))
    value = chance.choice((f"zeroblob({size})", f"hex(zeroblob({size}))"))
    database.execute(f'UPDATE "{zones}" SET "{column}" = {value}')


def _odd_cell(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Put something of another kind in a column."""
    _without_triggers(database)
    column = chance.choice(_columns(database, zones))
    odd: tuple[object, ...] = (
        None,
        1e999,
        -1,
        2**62,
        "NaN",
        "\ud7ff",
        "a\0b",
        b"\0\xff",
        "",
        "x" * 9_999,
    )
    database.execute(f'UPDATE "{zones}" SET "{column}" = ?', (chance.choice(odd),))


def _geometry(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Change bytes of the geometries, or nest them within each other."""
    _without_triggers(database)
    found = database.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (zones,)
    ).fetchone()
    column = found[0] if found else "geom"
    rows = f'SELECT rowid, "{column}" FROM "{zones}" LIMIT 1000'
    for fid, blob in database.execute(rows).fetchall():
        changed = bytearray(blob if isinstance(blob, bytes) and blob else b"GP\0\1" + bytes(4))
        at = chance.randrange(len(changed))
        put = (chance.randbytes(4), b"\xff\xff\xff\x7f", struct.pack("<d", float("nan")), b"")
        changed[at : at + 8] = chance.choice(put)
        if chance.random() < 0.2:
            deep = b"\x01" + struct.pack("<II", 7, 1)
            changed[8:] = deep * chance.choice((10, 5_000, 200_000)) + b"\x01" + bytes(20)
        database.execute(f'UPDATE "{zones}" SET "{column}" = ? WHERE rowid = ?', (changed, fid))


def _contents(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Say odd things of the layers."""
    table = chance.choice(("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"))
    column = chance.choice(_columns(database, table))
    odd: tuple[object, ...] = (
        *(None, -1, 2**62, 1e999, "", "sqlite_master", 'x"; DROP TABLE zones; --', b"\0"),
        *("NaN", "9999-99-99T99:99:99Z", "x" * 100_000, "PROJCS[" * 5_000, "file:///etc/passwd"),
        *("+proj=pipeline +step +init=/etc/passwd", "EPSG:4326", zones.upper(), "features", 4326),
    )
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute(f'UPDATE "{table}" SET "{column}" = ?', (chance.choice(odd),))


def _schema(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Change what the database says of its own tables."""
    database.execute("PRAGMA writable_schema = ON")
    column, odd = chance.choice(
        (
            ("sql", "CREATE TABLE"),
            ("sql", f'CREATE TABLE "{zones}" (fid, geom, zone_id CHECK (load_extension(1)))'),
            ("sql", None),
            ("rootpage", 10**9),
            ("rootpage", 1),
            ("type", "view"),
            ("name", "sqlite_x"),
        )
    )
    database.execute(f"UPDATE sqlite_master SET {column} = ? WHERE name = ?", (odd, zones))


def _settings(database: sqlite3.Connection, _zones: str, chance: Random) -> None:
    """Give the file other settings: its version, its pages, a journal of the other kind."""
    for pragma in chance.choice(
        (
            ("user_version = 2147483647",),
            ("application_id = 0",),
            ("journal_mode = WAL",),
            ("page_size = 512", "journal_mode = DELETE"),
            ("page_size = 65536", "journal_mode = DELETE"),
            ("auto_vacuum = FULL",),
        )
    ):
        database.execute(f"PRAGMA {pragma}")
    database.execute("VACUUM")


def _rows(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Repeat the rows, or take them all out."""
    _without_triggers(database)
    if chance.random() < 0.3:
        database.execute(f'DELETE FROM "{zones}"')
        return
    named = ", ".join(f'"{name}"' for name in _columns(database, zones) if name != "fid")
    for _ in range(chance.choice((1, 4, 12))):
        database.execute(f'INSERT INTO "{zones}" ({named}) SELECT {named} FROM "{zones}"')


def _many_columns(database: sqlite3.Connection, zones: str, chance: Random) -> None:
    """Add columns, with names as they come."""
    for number in range(chance.choice((1, 50, 1_500))):
        odd = chance.choice(("", " ", "ZONE_ID", "x" * 5_000, "geometry", "\n", "名", "a.b", "c"))
        kind = chance.choice(("", "TEXT", "BOOLEAN", "DATETIME", "INTEGER(999)", "x y z"))
        database.execute(f'ALTER TABLE "{zones}" ADD COLUMN "{odd}{number or ""}" {kind}')


_CHANGES: tuple[Callable[[sqlite3.Connection, str, Random], None], ...] = (
    *(_zones_view, _zones_view, _own_view, _own_view, _further_view, _virtual, _trigger),
    *(_computed, _default, _huge_cell, _odd_cell, _odd_cell, _geometry, _geometry, _contents),
    *(_contents, _schema, _settings, _rows, _many_columns),
)
