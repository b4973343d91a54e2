"""Model files as versions see them, without torch."""

import io

import pytest

from faceparse_core.model_files.catalog import resolve
from faceparse_gui.project.errors import VersionError
from faceparse_gui.project.versions.model_file import write_with_card


@pytest.mark.parametrize("place", [0, 9, 200])
def test_a_damaged_model_is_not_copied_with_a_card(tmp_path, place):
    damaged = bytearray(resolve("lmsa").read_bytes())
    damaged[place : place + 4] = b"\xff\xff\xff\xff"
    model = tmp_path / "model.safetensors"
    model.write_bytes(damaged)
    target = io.BytesIO()
    with pytest.raises(VersionError, match=r"model\.safetensors is not a model file, or it is damaged"):
        write_with_card(model, "{}", target)
    assert not target.getvalue()
