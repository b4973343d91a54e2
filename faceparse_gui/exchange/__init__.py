"""Work in and out: export from a project, import into one, convert between formats. No Qt."""

from faceparse_gui.exchange.convert import items_in
from faceparse_gui.exchange.export import Existing, Export, Outcome, Report
from faceparse_gui.exchange.importing import Import, ImportOutcome, ImportReport, Use
from faceparse_gui.exchange.items import Item, Work, project_items
from faceparse_gui.exchange.plan import ExportPlan

__all__ = [
    "Existing",
    "Export",
    "ExportPlan",
    "Import",
    "ImportOutcome",
    "ImportReport",
    "Item",
    "Outcome",
    "Report",
    "Use",
    "Work",
    "items_in",
    "project_items",
]
