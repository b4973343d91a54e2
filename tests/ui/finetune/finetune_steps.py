"""Two scripted processes in the place of parser and trainer, and the steps of a person who fine-tunes."""

from PySide6.QtWidgets import QPushButton

from faceparse_gui.ui.finetune.dialog import FinetuneDialog

# A network's name decides what it says: the class is the name's length. Photo 3 is the most uncertain.
PARSER = """
import json, sys
import numpy as np
from pathlib import Path
results, model = Path(sys.argv[1]), Path(sys.argv[2])
name = model.stem if model.suffix else "shipped"
def send(**message):
    print(json.dumps(message), flush=True)
send(event="models", names=["shipped"])
if model.suffix and b"broken" in model.read_bytes():
    send(event="unusable", message=f"{model.name} does not fit")
    sys.exit(1)
send(event="ready", model=name, device="cpu")
for line in sys.stdin:
    request = json.loads(line)
    if "forget" in request:
        continue
    number, stem = request["id"], Path(request["path"]).stem
    send(event="started", id=number)
    files = {}
    for part in ("labels", "confidence"):
        files[part] = str(results / f"{number}-{part}.npy")
        np.save(files[part], np.full((48, 64), len(name), np.uint8))
    send(event="finished", id=number, **files, faces=[], frames=[[[0.2, 0, 3], [0, 0.2, 4]]],
         uncertainty=int(stem) / 10, notices=[], seconds=0.1, model=name)
"""

# What comes of the run stands in FAKE_RUN; a resumed run is always better.
TUNER = """
import json, os, sys, time, threading
import numpy as np
from pathlib import Path
from PIL import Image
from safetensors.numpy import save_file
from faceparse_core.trainer.events import Judged, PhaseStarted, RunFinished, RunStarted, StepDone
from faceparse_core.labels import NAMES
from faceparse_training.fit.events import to_json
from faceparse_training.finetune.manifest import Check, ClassScore, Example, Verdict, read_run, write
folder = Path(sys.argv[sys.argv.index("--run") + 1])
kind = "better" if "--resume" in sys.argv else os.environ["FAKE_RUN"]
run = read_run(folder)
events = (folder / "events.jsonl").open("a")
detached = False
def send(event):
    print(to_json(event), file=events, flush=True)
    if not detached:
        print(to_json(event), flush=True)
def listen():
    global detached
    for line in sys.stdin:
        if line.strip() == "stop":
            (folder / "state.safetensors").touch()
            os._exit(130)
        if line.strip() == "detach":
            detached = True
            return
    (folder / "state.safetensors").touch()
    os._exit(130)
threading.Thread(target=listen, daemon=True).start()
send(RunStarted(1, "cpu", "fp32", 1, 0, len(run.corrected), 1))
send(PhaseStarted("learn"))
(folder / "pid").write_text(str(os.getpid()))
send(StepDone(1, 1, 2, 0.5, 1e-4, 8.0, 1.0))
if kind == "crash":
    (folder / "state.safetensors").touch()
    sys.exit("faceparse: the loss became infinite")
while kind == "slow" and not detached and not (folder / "go on").exists():
    time.sleep(0.02)
promote = kind not in ("worse", "doubtful")
name = folder.name
weights = {"w": np.full((2, 2), float(name), np.float32)}
header = {"name": name, "config": {"num_classes": 19}, "classes": NAMES}
if kind == "broken":
    header["name"] = "broken"
save_file(weights, folder / "model.safetensors", {"faceparse": json.dumps(header)})
(folder / "examples").mkdir(exist_ok=True)
Image.new("RGB", (8, 8)).save(folder / "examples" / "0.png")
after = 0.842 if promote else 0.8
checks = (Check(kind="held_back", images=1, before=0.817, after=after, passed=promote),)
rows = (ClassScore(name="hair", images=1, before=0.8, after=0.9),)
picture = dict.fromkeys(("photo", "before", "after", "truth"), "0.png")
example = Example(image="1", **picture, before_f=0.8, after_f=0.9)
if kind == "doubtful":
    wrong = Check(kind="wrong", images=1, before=2000, after=1760, passed=False)
    areas = Check(kind="areas", images=1, before=8.1, after=6.9, passed=True)
    checks = (*checks, wrong, areas)
if not run.corrected:
    promote = kind == "better"
    checks = (
        Check(kind="expected", images=8, before=0.05, after=0.045 if promote else 0.05, passed=promote),
        Check(kind="untouched", images=8, before=1.0, after=0.99, passed=True),
    )
    rows, example = (), None
judged = {"promote": promote, "ask": kind == "doubtful", "reason": "so it is"}
verdict = Verdict(**judged, checks=checks, classes=rows, examples=(example,) if example else ())
write(folder / "verdict.json", verdict)
send(Judged(promote, "so it is"))
send(RunFinished("done", 1, 1, None, "model.safetensors"))
"""


def wait_for(qtbot, condition):
    qtbot.waitUntil(condition)


def open_folder(window, folder, qtbot):
    with qtbot.waitSignals([window.session.current.opened, window.models.opened]):
        window.open_commands.open([folder])


def statuses(window):
    return [record.status for record in window.session.photos.records()]


def makers(window):
    return [record.model for record in window.session.photos.records()]


def finetune(window, qtbot, kind, monkeypatch):
    """Press Ctrl+T and the dialog's button."""
    monkeypatch.setenv("FAKE_RUN", kind)
    window.actions_.finetune.trigger()
    dialog = window.findChild(FinetuneDialog)
    wait_for(qtbot, lambda: button(dialog, "Fine-tune").isEnabled())
    button(dialog, "Fine-tune").click()
    wait_for(qtbot, lambda: bool(window.finetuning.panel.progress.losses or window.notifications.texts))


def button(parent, text):
    return next((each for each in parent.findChildren(QPushButton) if each.text() == text), None)


def versions(window):
    return [version.name for version in window.models.versions.all()]
