"""Which rows of an answer a request wants: `MinConfidence`, and the filters of label detection."""

from collections.abc import Iterable, Mapping
from typing import Any

from local.rekognition.model import Document


def at_least(least: float, rows: Iterable[Document]) -> list[Document]:
    """The rows of that confidence or more."""
    return [row for row in rows if row["Confidence"] >= least]


def wanted(rows: Iterable[Document], parameters: Document) -> list[Document]:
    """The labels that pass the request's four lists of names and categories."""
    settings = parameters.get("Settings", {}).get("GeneralLabels", {})
    return [row for row in rows if _passes(row, settings)]


def _passes(row: Document, settings: Mapping[str, Any]) -> bool:
    names = {row["Name"]}
    categories = {each["Name"] for each in row.get("Categories", ())}
    wanted_names = settings.get("LabelInclusionFilters", ())
    wanted_categories = settings.get("LabelCategoryInclusionFilters", ())
    if (wanted_names or wanted_categories) and not (
        _meets(names, wanted_names) or _meets(categories, wanted_categories)
    ):
        return False
    return not (
        _meets(names, settings.get("LabelExclusionFilters", ()))
        or _meets(categories, settings.get("LabelCategoryExclusionFilters", ()))
    )


def _meets(names: set[str], filters: Iterable[str]) -> bool:
    return not names.isdisjoint(filters)
