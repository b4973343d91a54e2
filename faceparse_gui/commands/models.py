"""``faceparse models``: the networks at hand."""

from __future__ import annotations


def models() -> None:
    """List the models: the shipped ones and your own."""
    import torch
    from rich.console import Console
    from rich.table import Table

    from core import models
    from core.checkpoint import CheckpointError
    from core.model import build, count_parameters

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 1000  # one line a model for grep and the like
    table = Table("name", box=None, pad_edge=False)
    table.add_column("parameters", justify="right")
    table.add_column("input", justify="right")
    table.add_column("per-image F", justify="right")
    table.add_column("licence", overflow="fold")
    table.add_column("file", overflow="fold")
    for name, file, info in models.available():
        if isinstance(info, CheckpointError):
            table.add_row(name, "", "", "", f"unusable: {info}", str(file))
            continue
        with torch.device("meta"):  # shapes alone, no weights
            parameters = count_parameters(build(info.config))
        f = info.metrics.get("per_image_f")
        table.add_row(
            f"{name} (default)" if name == models.SHIPPED_DEFAULT else name,
            f"{parameters:,}",
            f"{info.input_size} px",
            f"{f:.4f}" if isinstance(f, float) else "–",
            info.licence or "–",
            str(file),
        )
    if table.row_count:
        console.print(table)
    console.print(f"Models of your own go into {models.user_folder()}", style="dim", soft_wrap=True)
