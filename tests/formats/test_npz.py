"""NumPy archives: what numpy itself finds in them, and files not to be trusted."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.labels import ID_OF, NAMES
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, make_sample

NPZ = FORMATS["npz"]


def read(path: Path, **options: object) -> np.ndarray:
    (found,) = NPZ.read(path, ReadOptions(**options))
    return found.load()


def likely(labels: np.ndarray) -> np.ndarray:
    """Probabilities of which ``labels`` has the most."""
    found = np.full((19, *labels.shape), 0.5 / 18, np.float16)
    np.put_along_axis(found, labels[None].astype(int), np.float16(0.5), 0)
    return found


# -- what is written ---------------------------------------------------------------------------------------


@needs_readers
def test_numpy_opens_it_without_pickle(tmp_path: Path, labels: np.ndarray) -> None:
    more = {"confidence": np.full(labels.shape, 200, np.uint8), "load_probabilities": lambda: likely(labels)}
    export(NPZ, tmp_path, make_sample(labels, **more), options=ExportOptions(probabilities=True))
    about = ask(
        """
        import numpy as np
        with np.load(sys.argv[1], allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        answer({
            "kinds": {name: [str(each.dtype), each.shape] for name, each in arrays.items()},
            "labels": arrays["labels"].tolist(),
            "classes": arrays["classes"].tolist(),
            "likeliest": arrays["probabilities"].argmax(0).tolist(),
            "confidence": int(arrays["confidence"].min()),
        })
        """,
        tmp_path / "face.npz",
    )
    assert about["kinds"] == {
        "labels": ["uint8", [24, 31]],
        "classes": ["<U10", [19]],
        "confidence": ["uint8", [24, 31]],
        "probabilities": ["float16", [19, 24, 31]],
    }
    assert about["labels"] == about["likeliest"] == labels.tolist()
    assert about["classes"] == list(NAMES)
    assert about["confidence"] == 200


def test_only_what_is_known_and_asked_for_is_written(tmp_path: Path, labels: np.ndarray) -> None:
    def never() -> np.ndarray:
        raise AssertionError("the network was run without need")

    for more, options, expected in (
        ({}, ExportOptions(), {"labels", "classes"}),
        ({"load_probabilities": never}, ExportOptions(), {"labels", "classes"}),
        ({}, ExportOptions(probabilities=True), {"labels", "classes"}),
        ({"confidence": labels}, ExportOptions(), {"labels", "classes", "confidence"}),
    ):
        export(NPZ, tmp_path, make_sample(labels, **more), options=options)
        with np.load(tmp_path / "face.npz", allow_pickle=False) as file:
            assert set(file.files) == expected


def test_the_same_sample_gives_the_same_bytes(tmp_path: Path, labels: np.ndarray) -> None:
    for name in ("a", "b"):
        export(NPZ, tmp_path / name, make_sample(labels))
    assert (tmp_path / "a/face.npz").read_bytes() == (tmp_path / "b/face.npz").read_bytes()


# -- what is read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int64", "uint32", ">i4", "bool"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_ids_of_any_whole_number_type(dtype: str, order: str, tmp_path: Path, labels: np.ndarray) -> None:
    expected = labels.astype(dtype).astype(np.uint8)
    np.savez(tmp_path / "x.npz", labels=labels.astype(dtype, order=order))  # type: ignore[call-overload]
    found = read(tmp_path / "x.npz")
    assert np.array_equal(found, expected)
    assert found.dtype == np.uint8
    assert found.flags.c_contiguous


def test_ids_follow_the_names_in_the_file(tmp_path: Path) -> None:
    ids = np.array([[0, 1], [2, 1]])
    np.savez(tmp_path / "x.npz", labels=ids, classes=["background", "hair", "nose"])
    assert read(tmp_path / "x.npz").tolist() == [[0, ID_OF["hair"]], [ID_OF["nose"], ID_OF["hair"]]]


def test_a_class_of_another_name_is_refused_or_mapped(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", labels=np.array([[0, 1]]), classes=["background", "beard", "unused"])
    with pytest.raises(FormatError, match=r"x\.npz has classes that are not ours: 'beard'"):
        read(tmp_path / "x.npz")
    assert read(tmp_path / "x.npz", class_map={"beard": "skin"}).tolist() == [[0, 1]]


# -- what is not to be trusted -----------------------------------------------------------------------------


def header(shape: tuple[int, ...], dtype: str = "|u1") -> bytes:
    """An array's header, and nothing of the array."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def pack(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.npy", data)
    return path


def plain(array: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array))
    return buffer.getvalue()


class Trap:
    """Leaves a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", ["labels", "classes"])
def test_nothing_is_unpickled(name: str, tmp_path: Path) -> None:
    trap = np.empty(1, object)
    trap[0] = Trap(tmp_path / "sprung")
    arrays = {"labels": np.zeros((2, 2), np.uint8), name: trap}
    np.savez(tmp_path / "x.npz", **arrays)  # type: ignore[arg-type]
    with pytest.raises(FormatError, match=rf"{name}\.npy in x\.npz holds pickled objects"):
        read(tmp_path / "x.npz")
    pack(tmp_path / "y.npz", labels=pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(FormatError, match=r"no NumPy array"):
        read(tmp_path / "y.npz")
    assert not (tmp_path / "sprung").exists()


BAD = {
    "no labels": ({"other": plain([1])}, "holds no labels.npy"),
    "a number too high": ({"labels": plain([[19]])}, r"holds the id 19 in labels.*from 0 to 18"),
    "a number that wraps": ({"labels": plain([[256]])}, "holds the id 256"),
    "a number below": ({"labels": plain([[-1]])}, "holds the id -1"),
    "fractions": ({"labels": plain([[0.5]])}, r"float64 \(1, 1\), not a label map"),
    "text": ({"labels": plain([["a"]])}, "not a label map"),
    "one axis": ({"labels": plain([1, 2])}, "not a label map"),
    "three axes": ({"labels": plain([[[1]]])}, "not a label map"),
    "nothing": ({"labels": plain(np.zeros((0, 5), np.uint8))}, "not a label map"),
    "a claim of too many pixels": ({"labels": header((20_000, 20_000))}, "at most 200 million pixels"),
    "a claim beyond all bounds": ({"labels": header((2**62, 2**62))}, "not a label map"),
    "a negative claim": ({"labels": header((-5, -5)) + bytes(25)}, r"not a label map|no NumPy array"),
    "less than it claims": ({"labels": header((50, 50)) + bytes(9)}, "cut short"),
    "more than it claims": ({"labels": header((5, 5)) + bytes(1 << 20)}, "unpacks to more than"),
    "an endless header": ({"labels": b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + b" " * 99}, "no NumPy array"),
    "code in the header": (
        {"labels": b"\x93NUMPY\x01\x00\x20\x00" + b"__import__('os').getcwd()".ljust(32)}, "no NumPy array",
    ),
    "another magic": ({"labels": b"NUMPY" * 40}, "no NumPy array"),
    "empty": ({"labels": b""}, "no NumPy array"),
    "names that are numbers": ({"labels": plain([[0]]), "classes": plain([1])}, "classes in .*not a list"),
    "endless names": ({"labels": plain([[0]]), "classes": header((200_000_000,), "<U9")}, "not a list"),
    "a name of a gigabyte": ({"labels": plain([[0]]), "classes": header((1,), "<U268435456")}, "not a list"),
    "fewer names than ids": ({"labels": plain([[3]]), "classes": plain(["background", "skin"])}, "the id 3"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "said"), BAD.values(), ids=list(BAD))
def test_a_bad_archive_is_refused_by_name(files: dict[str, bytes], said: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=said) as refused:
        read(pack(tmp_path / "x.npz", **files))
    assert "x.npz" in str(refused.value)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """512 MB of zeros in two megabytes, behind a header that promises a small picture, or owns up."""
    zeros = bytes(1 << 24)
    for start in (header((4, 4)), header((1 << 15, 1 << 14))):
        with (
            zipfile.ZipFile(tmp_path / "x.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("labels.npy", "w", force_zip64=True) as file,
        ):
            file.write(start)
            for _ in range(32):
                file.write(zeros)
        with pytest.raises(FormatError, match=r"x\.npz"):
            read(tmp_path / "x.npz")


def test_recognising_reads_the_header_alone(tmp_path: Path) -> None:
    assert NPZ.recognises(pack(tmp_path / "x.npz", labels=header((50, 50))))
    assert not NPZ.recognises(pack(tmp_path / "x.npz", labels=header((50, 50), "<f8")))
    assert not NPZ.recognises(pack(tmp_path / "x.npz", weights=plain([1.0])))
