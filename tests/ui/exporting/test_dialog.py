"""The export dialog by itself: what can be chosen, what is wrong with it, and the tree of files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import NAMES
from faceparse_gui.exchange import ExportPreview, LastExport
from faceparse_gui.exchange.export_preview import Entry
from faceparse_gui.formats import FORMATS, ExportOptions
from faceparse_gui.ui.exporting.dialog import ExportDialog
from faceparse_gui.ui.exporting.format_words import GROUPS, group_of, purpose

LEFT = Qt.MouseButton.LeftButton


def make(qtbot, current=1, accepted=0, labelled=1, folder=Path("/photos"), **choices):
    scopes = {
        scope: [f"{scope}{i}" for i in range(count)]
        for scope, count in (("current", current), ("accepted", accepted), ("all", labelled))
    }
    dialog = ExportDialog(scopes, (), folder, LastExport(**choices))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def clear_and_type(field, text):
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def visible(dialog):
    return {name for name, row in dialog.form._rows().items() if row.isVisibleTo(dialog)}


def test_accepted_photos_are_the_first_choice_then_the_one_open(theme, qtbot):
    assert make(qtbot, accepted=3).scope.scope == "accepted"
    assert make(qtbot).scope.scope == "current"
    assert make(qtbot, current=0).scope.scope == "all"
    assert make(qtbot, accepted=3, scope="all").scope.scope == "all"


def test_what_no_photo_belongs_to_cannot_be_chosen(theme, qtbot):
    dialog = make(qtbot, current=0, accepted=0, labelled=4)

    enabled = {scope: button.isEnabled() for scope, button in dialog.scope.buttons.items()}

    assert enabled == {"current": False, "accepted": False, "all": True}


def test_only_what_the_format_uses_is_offered(theme, qtbot):
    dialog = make(qtbot)

    for name, format_ in FORMATS.items():
        assert dialog.format.choose(name)
        assert visible(dialog) == {"crop", "size", "classes", "naming"} | (format_.uses - {"probabilities"})


def test_every_format_stands_under_a_heading_with_a_line_of_what_it_is_for(theme, qtbot):
    dialog = make(qtbot)

    for name, format_ in FORMATS.items():
        assert group_of(format_) in GROUPS
        row = dialog.format.findData(name)
        assert (
            dialog.format.itemData(row, Qt.ItemDataRole.AccessibleDescriptionRole) == purpose(format_) != ""
        )
    headings = [row for row in range(dialog.format.count()) if dialog.format.itemData(row) is None]
    assert headings
    assert not any(dialog.format.model().item(row).flags() & Qt.ItemFlag.ItemIsSelectable for row in headings)


def test_the_keys_go_from_format_to_format_over_the_headings(theme, qtbot):
    dialog = make(qtbot)
    seen = []
    for _ in range(len(FORMATS)):
        seen.append(dialog.format.format.name)
        QTest.keyClick(dialog.format, Qt.Key.Key_Down)

    assert sorted(seen) == sorted(FORMATS)


def test_an_invalid_naming_pattern_is_reported(theme, qtbot):
    dialog = make(qtbot)
    assert dialog.go.isEnabled()

    clear_and_type(dialog.form.naming.edit, "{name}")
    assert not dialog.go.isEnabled()
    assert "{name} is not known" in dialog.why_not.text()

    clear_and_type(dialog.form.naming.edit, "all")
    assert "names all photos alike" in dialog.why_not.text()

    clear_and_type(dialog.form.naming.edit, "{n:04}_{stem}")
    assert dialog.go.isEnabled()
    assert dialog.request.options.naming == "{n:04}_{stem}"


def test_classes_are_chosen_with_check_boxes(theme, qtbot):
    dialog = make(qtbot)
    assert dialog.request.options.classes == NAMES
    QTest.mouseClick(dialog.form.classes.fold, LEFT)
    qtbot.waitUntil(lambda: dialog.form.classes.box("skin").isVisible())
    assert dialog.form.minimumSizeHint().width() <= dialog.form.parentWidget().width()  # no title is cut
    for name in ("hat", "ear_r"):
        QTest.keyClick(dialog.form.classes.box(name), Qt.Key.Key_Space)

    assert set(NAMES) - set(dialog.request.options.classes) == {"hat", "ear_r"}
    assert dialog.form.classes.fold.text() == "16 of 18 classes except background"

    dialog.form.classes.set_all(False)
    assert not dialog.go.isEnabled()
    assert "at least one class" in dialog.why_not.text()


def test_a_folder_is_asked_for(theme, qtbot):
    dialog = make(qtbot)

    clear_and_type(dialog.target.edit, "  ")

    assert not dialog.go.isEnabled()
    assert "folder" in dialog.why_not.text()


def test_home_is_understood(theme, home, qtbot):
    dialog = make(qtbot)
    clear_and_type(dialog.target.edit, "~/masks")

    assert dialog.target.target == home / "masks"


class OneFile(type(FORMATS["indexed"])):
    name = "one-file"
    title = "All in one"
    extension = ".zip"


@pytest.fixture
def with_one_file(monkeypatch):
    """A format of one file beside ours, as a package would bring it."""
    from faceparse_gui.formats import registry

    monkeypatch.setattr(registry, "_plug_ins", lambda: {"one-file": OneFile()})


def test_the_extension_follows_the_format(theme, with_one_file, qtbot):
    dialog = make(qtbot, folder=Path("/photos"))
    assert dialog.target.edit.text() == str(Path("/photos/labels"))

    dialog.format.choose("one-file")
    assert dialog.target.target == Path("/photos/labels.zip")
    dialog.format.choose("indexed")
    assert dialog.target.target == Path("/photos/labels")
    again = make(qtbot, format="one-file", target="/elsewhere/all.zip")
    assert again.target.target == Path("/elsewhere/all.zip")


def test_a_format_that_a_package_brings_is_listed_among_the_others(theme, with_one_file, qtbot):
    assert group_of(OneFile()) == "From installed packages"
    assert purpose(OneFile()) == "One .zip file"
    assert make(qtbot).format.choose("one-file")


def test_an_order_picked_for_one_format_is_not_carried_into_another(theme, with_one_file, qtbot):
    dialog = make(qtbot)
    dialog.format.choose("one-file")
    dialog.form.order.setCurrentIndex(dialog.form.order.findData("lapa"))
    assert dialog.request.options.order == "lapa"

    dialog.format.choose("indexed")
    assert dialog.request.options.order == "celebamask"
    dialog.format.choose("one-file")
    assert dialog.request.options.order == "lapa"


def test_what_was_chosen_is_offered_again_and_a_format_that_is_gone_is_not(theme, qtbot):
    options = ExportOptions(
        crop="face", size=128, classes=("skin",), naming="{n}", background=True, order="bisenet", grey=True
    )
    choices = LastExport(scope="all", format="layers", target="/out", options=options)
    dialog = make(qtbot, accepted=1, **dict(choices))

    assert dialog.choices == choices.model_copy(
        update={"options": options.model_copy(update={"classes": ("background", "skin")})}
    )
    assert dialog.request.options == ExportOptions(
        crop="face", size=128, classes=("background", "skin"), naming="{n}", background=True
    )
    assert make(qtbot, format="gone").format.format.name == "indexed"


def preview(*names, there=(), **more):
    root = Entry("out", is_folder=True)
    for name in names:
        root.entries[name] = Entry(name, is_there=name in there)
    root._hidden_files = more.pop("hidden", 0)
    facts = {
        "samples": 3,
        "files": 4,
        "in_the_way": tuple(map(Path, there)),
        "can_keep": True,
        "done_before": 0,
    }
    return ExportPreview(Path("/photos/out"), (root,), **(facts | more))


def test_the_tree_marks_what_is_there_already_and_counts_the_rest(theme, qtbot):
    dialog = make(qtbot)
    dialog.show_preview(preview("a.png", "b.png", there=("b.png",), hidden=9_994))
    (root,) = [dialog.tree.topLevelItem(0)]

    rows = [(root.child(i).text(0), root.child(i).text(1)) for i in range(root.childCount())]

    assert rows == [("a.png", ""), ("b.png", "already exists"), ("… and 9,994 more", "")]
    assert root.isExpanded()
    assert root.child(0).foreground(0) != root.child(1).foreground(0)
    assert "Existing files: 1. You will be asked" in dialog._summary.text()
    theme.set_preference("dark")
    assert dialog.tree.topLevelItem(0).child(1).text(1) == "already exists"


def test_a_stopped_export_that_goes_on_is_reported(theme, qtbot):
    dialog = make(qtbot)

    dialog.show_preview(preview("a.png", done_before=120))

    assert "stopped export: 120 done" in dialog._summary.text()


def test_each_change_asks_for_a_preview_of_the_new_choices(theme, qtbot):
    dialog = make(qtbot)
    wanted = []
    dialog.preview_wanted.connect(wanted.append)

    dialog.format.choose("layers")
    assert wanted[-1].format.name == "layers"
    clear_and_type(dialog.form.naming.edit, "{stem}{n}")
    assert wanted[-1].options.naming == "{stem}{n}"
    clear_and_type(dialog.form.naming.edit, "{")
    assert wanted[-1] is None


def test_it_fits_a_small_screen_and_tab_goes_through_it_as_it_is_read(theme, qtbot):
    dialog = make(qtbot)
    assert dialog.width() <= 1280
    assert dialog.height() <= 680
    assert dialog.minimumSizeHint().height() <= 600
    dialog.activateWindow()
    chosen = dialog.scope.buttons[dialog.scope.scope]
    qtbot.waitUntil(lambda: dialog.focusWidget() is chosen)
    reached = [chosen]
    for _ in range(60):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    read = [
        chosen, dialog.format, dialog.form.crop, dialog.form.side, dialog.form.classes.fold,
        dialog.form.order, dialog.form.naming.edit, dialog.target.edit, dialog.target.browse,
        dialog.tree, dialog.go,
    ]  # fmt: skip
    assert [each for each in reached if each in read][: len(read)] == read
