"""Versions in the real window: chosen, lost, broken, named, exported; only the two processes are scripted."""

import pytest

from tests.ui.finetune.finetune_steps import button, finetune, makers, open_folder, versions, wait_for


@pytest.fixture
def make_window(make_tuning_window):
    return make_tuning_window


@pytest.fixture
def window(tuning_window):
    return tuning_window


def test_a_folder_opens_with_its_version_and_others_with_the_shipped_network(
    window, make_window, photo_folder, tmp_path, qtbot, monkeypatch
):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "1.png").write_bytes((photo_folder / "1.png").read_bytes())

    open_folder(window, other, qtbot)
    wait_for(qtbot, lambda: window.parsing.model == "shipped")
    open_folder(window, photo_folder, qtbot)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))


def test_a_version_whose_file_is_gone_leaves_the_shipped_network_at_work(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))
    path = window.models.active.path
    window.close()
    path.unlink()

    again = make_window()
    open_folder(again, photo_folder, qtbot)

    assert "is gone" in again.messages.messages[0]
    assert again.service.model == "default"
    again.parsing.parse_all()
    wait_for(qtbot, lambda: makers(again)[1:] == ["shipped"] * 2)


def test_a_version_that_does_not_load_leaves_the_shipped_network_at_work(window, qtbot, monkeypatch):
    finetune(window, qtbot, "broken", monkeypatch)

    wait_for(qtbot, lambda: any("is used instead" in text for text in window.messages.messages))
    wait_for(qtbot, lambda: window.service.model == "default")
    window.parsing.parse_open()
    wait_for(qtbot, lambda: not window.service.is_busy)


def test_the_menu_of_networks_lists_the_versions(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))
    menu = next(
        action.menu()
        for top in window.menuBar().actions()
        for action in top.menu().actions()
        if action.text() == "Network"
    )
    choices = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
    shown = [(action.text(), action.isChecked()) for action in choices]
    assert shown == [("shipped", False), ("Version 1", True)]

    menu.actions()[0].trigger()

    wait_for(qtbot, lambda: makers(window)[1:] == ["shipped"] * 2)
    assert window.models.active is None


def test_names_and_notes_are_kept_in_the_list_of_versions(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    table = window.versioning.dialog.table
    assert [table.item(row, 0).text() for row in range(2)] == ["Version 1", "The shipped network"]
    assert table.item(0, 3).text() == "F 0.817 → 0.842"

    table.item(0, 0).setText("Hats")
    wait_for(qtbot, lambda: versions(window) == ["Hats"])
    table.item(0, 5).setText("after the wedding")
    wait_for(qtbot, lambda: window.models.versions.all()[0].note == "after the wedding")

    assert table.item(0, 0).text() == "Hats"
    window.versioning.dialog.close()


def test_a_version_goes_out_and_comes_back_as_one_file(window, tmp_path, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    dialog = window.versioning.dialog
    version = window.models.active
    file = tmp_path / "out.safetensors"

    dialog.export_requested.emit(version.id, str(file))
    wait_for(qtbot, file.exists)
    window.models.use(None)
    wait_for(qtbot, lambda: window.models.active is None)
    dialog.delete_requested.emit(version.id)
    wait_for(qtbot, lambda: versions(window) == [])
    wait_for(qtbot, lambda: dialog.table.rowCount() == 1)
    dialog.import_requested.emit(str(file))
    wait_for(qtbot, lambda: len(versions(window)) == 1)

    assert window.models.versions.all()[0].verdict.checks[0].after == 0.842
    dialog.close()


def test_the_version_in_use_is_not_deleted(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    dialog = window.versioning.dialog
    assert not button(dialog, "Delete").isEnabled()
    assert button(dialog, "Go back").isEnabled()

    button(dialog, "Go back").click()

    wait_for(qtbot, lambda: button(dialog, "Delete").isEnabled())
    dialog.close()
