"""``faceparse rules``: what corrections say of a class as a whole, applied to what nobody has touched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.shared.console import USAGE, fail, need_folder
from faceparse_gui.commands.shared.projects import open_with_notices

if TYPE_CHECKING:
    from faceparse_gui.project import Project
    from faceparse_gui.project.rules import Rule


def rules(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="Project: a folder of photos.")],
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Apply the rules found to untouched photos, and to those parsed later."),
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Apply no rule to photos parsed later; labels stay as they are.")
    ] = False,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Include sub-folders.")] = False,
) -> None:
    """List the rules that the accepted corrections show, as *Neck is Skin*.

    A rule is a class of which nearly all was turned into another one, in three photos at least.
    """
    if apply and forget:
        fail("--apply and --forget contradict each other. Leave one of them out.", code=USAGE)
    need_folder(project, "the photos' folder")
    from faceparse_core.labels import CLASSES
    from faceparse_gui.project.rules import find_rules, load_rules, save_rules, turned, untouched

    opened = open_with_notices(project, recursive)
    try:
        if not opened.records():
            fail(f"There are no photos in {project}.")
        if forget:
            save_rules(opened.store, ())
            typer.echo("Photos parsed later follow no rule.")
        active = load_rules(opened.store)
        accepted = [each for each in opened.records() if each.status == "accepted"]
        known = (turned(opened, each) for each in accepted)
        found = find_rules(each for each in known if each is not None)
        for each in found:
            rule = each.rule
            waiting = [
                photo for photo in untouched(opened, rule) if _change(opened, photo.key, rule, active, apply)
            ]
            done = "changed in" if apply else "still to be applied to"
            typer.echo(
                f"{CLASSES[rule.was].title} is {CLASSES[rule.now].title}: so in {len(each.photos)} accepted "
                f"photos of {rule.model}, {done} {len(waiting)} untouched ones"
                f"{', applied to photos parsed later' if apply or rule in active else ''}."
            )
        if apply and found:
            save_rules(opened.store, (*active, *(each.rule for each in found)))
        if not found:
            typer.echo("The accepted photos show no rule.")
    finally:
        opened.close()


def _change(project: Project, key: str, rule: Rule, active: Sequence[Rule], apply: bool) -> bool:
    """Whether the rule changes the photo's labels; with ``apply`` they are saved."""
    from faceparse_gui.project.issue_count import count_issues
    from faceparse_gui.project.rules import add_rule

    labels, predicted = project.load_labels(key), project.load_predicted(key)
    if labels is None or predicted is None or labels.shape != predicted.shape:
        return False
    changed = add_rule(labels, predicted, rule, active)
    if changed is labels:
        return False
    if apply:
        project.save_labels(key, changed, "parsed")
        count_issues(project, key, changed)
    return True
