"""The menu of networks, with a service that has no process."""

import pytest
from PySide6.QtWidgets import QWidget

from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.model_files.locations import user_folder
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.ui.finetune.model_menu import ModelMenu
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session


class QuietService(ParseService):
    def start(self) -> None:
        self.starts = getattr(self, "starts", 0) + 1


@pytest.fixture
def service(qtbot):
    return QuietService()


@pytest.fixture
def models(service):
    session = Session()
    return ModelUse(session, service, Parsing(session, service))


@pytest.fixture
def menu(service, models, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = ModelMenu(service, models, parent)
    menu.parent_widget = parent
    return menu


def networks(menu):
    return [action for action in menu.actions() if action.isCheckable()]


def test_nothing_can_be_chosen_before_the_models_are_known(menu):
    assert not menu.isEnabled()


def test_the_model_in_use_is_checked(service, menu):
    service.models.emit(["first", "second"])
    service.ready.emit("second", "cpu")
    assert menu.isEnabled()
    assert [(a.text(), a.isChecked()) for a in networks(menu)] == [("first", False), ("second", True)]


def test_choosing_a_model_has_the_service_use_it(service, menu):
    service.models.emit(["first", "second"])
    service.ready.emit("first", "cpu")
    menu.actions()[1].trigger()
    assert service.model == "second"
    assert service.starts == 1


def test_models_listed_again_replace_those_before(service, menu):
    service.models.emit(["first", "second"])
    service.models.emit(["third"])
    assert [a.text() for a in networks(menu)] == ["third"]


def test_the_last_line_names_the_face_detector_and_where_it_comes_from(service, menu):
    service.models.emit(["first"])
    line = menu.actions()[-1]
    assert not line.isVisible()
    for file, where in (
        (find_detector_file(), "installed"),
        (user_folder() / "face_detection_yunet_a&b.onnx", "your own"),
    ):
        service.detector_file = file
        service.ready.emit("first", "cpu")
        service.models.emit(["first", "second"])  # the list made anew
        assert menu.actions()[-1].isVisible()
        assert menu.actions()[-1].text() == f"Face detector: {file.stem} ({where})".replace("&", "&&")
        assert menu.actions()[-1].toolTip() == str(file)
