"""How an export is run to its end."""

from __future__ import annotations

from collections.abc import Callable

from faceparse_gui.api.export_options import Existing
from faceparse_gui.api.reports import ExportReport
from faceparse_gui.exchange import Export, ExportPlan
from faceparse_gui.exchange.views import Probabilities


def run_export(
    plan: ExportPlan,
    existing: Existing,
    probabilities: Probabilities | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Export all of ``plan``; ``FormatError`` where files may not be replaced or not be written."""
    export = Export(plan, existing, should_stop, probabilities)
    for _ in export.run():
        pass
    report = export.report
    return ExportReport(
        report.written,
        report.skipped,
        tuple(report.failures),
        dict(report.lost),
        report.vanished,
        report.faceless,
    )
