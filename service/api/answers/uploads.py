"""Answers about uploaded files: how they were read, and the changes they would make."""

from service.api.answers.base import Answer, Edit, Geometry, Message, Phase, absent


class Assumption(Answer):
    """An assumption about a property that a file does not state."""

    what: str
    value: str
    why: Message


class Counts(Answer):
    """How many records were accepted unchanged, changed, noted or refused."""

    taken: int
    changed: int
    noted: int
    refused: int


class ReadRecord(Answer):
    """A record that was not simply read."""

    row: int
    id: str | None
    what: str
    why: Message | None


class FileReport(Answer):
    """How a file was read."""

    layer: str
    file: str
    columns: dict[str, str]
    """The file's column for each of the plan's."""
    further_columns: list[str]
    assumed: list[Assumption]
    counts: Counts
    records: list[ReadRecord]
    crs: str = absent()


class UploadOutline(Answer):
    """A polygon of a file."""

    zone_id: str | None
    name: str | None
    names: list[str]
    """In any language."""
    area_km2: float
    geometry: Geometry


class UploadedZone(Answer):
    """The changes that a file makes to a zone."""

    zone_id: str
    what: list[str]
    of: list[str]
    given_id: str | None
    columns: list[str]


class UploadPreview(FileReport):
    """How a file was read, its outlines, and the edits that lead to its zones."""

    outlines: list[UploadOutline]
    edits: list[Edit] = absent()
    phases: list[Phase] = absent()
    """Of the scenario that the edits replace."""
    zones: list[UploadedZone] = absent()
    rewritten: int = absent()
    notes: list[Message] = absent()
    kept: list[str] = absent()
    """Zones that are not in the file and stay."""
