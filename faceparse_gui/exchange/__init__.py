"""Work in and out: export from a project, import into one, convert between formats. No Qt."""

from faceparse_gui.exchange.choices import ExportChoices, Scope
from faceparse_gui.exchange.convert import items_in
from faceparse_gui.exchange.export import Existing, ExistingError, Export, Outcome, Report, TargetError
from faceparse_gui.exchange.import_look import ImportLook, look_in
from faceparse_gui.exchange.importing import Import, ImportOutcome, ImportReport, Use
from faceparse_gui.exchange.items import Item, Work, project_items
from faceparse_gui.exchange.look import ExportLook, look
from faceparse_gui.exchange.plan import ExportPlan
from faceparse_gui.exchange.request import ExportRequest, plan_of

__all__ = [
    "Existing",
    "ExistingError",
    "Export",
    "ExportChoices",
    "ExportLook",
    "ExportPlan",
    "ExportRequest",
    "Import",
    "ImportLook",
    "ImportOutcome",
    "ImportReport",
    "Item",
    "Outcome",
    "Report",
    "Scope",
    "TargetError",
    "Use",
    "Work",
    "items_in",
    "look",
    "look_in",
    "plan_of",
    "project_items",
]
