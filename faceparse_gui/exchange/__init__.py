"""Work in and out: export from a project, import into one, convert between formats. No Qt."""

from faceparse_gui.exchange.convert import items_in
from faceparse_gui.exchange.export import (
    Existing,
    ExistingError,
    Export,
    ExportOutcome,
    ExportSummary,
    TargetError,
)
from faceparse_gui.exchange.export_preview import ExportPreview, preview
from faceparse_gui.exchange.import_scan import ImportScan, scan
from faceparse_gui.exchange.importing import Import, ImportOutcome, ImportSummary, Use
from faceparse_gui.exchange.items import Item, SavedWork, project_items
from faceparse_gui.exchange.last_export import LastExport, Scope
from faceparse_gui.exchange.plan import ExportPlan
from faceparse_gui.exchange.request import ExportRequest, plan_of

__all__ = [
    "Existing",
    "ExistingError",
    "Export",
    "ExportOutcome",
    "ExportPlan",
    "ExportPreview",
    "ExportRequest",
    "ExportSummary",
    "Import",
    "ImportOutcome",
    "ImportScan",
    "ImportSummary",
    "Item",
    "LastExport",
    "SavedWork",
    "Scope",
    "TargetError",
    "Use",
    "items_in",
    "plan_of",
    "preview",
    "project_items",
    "scan",
]
