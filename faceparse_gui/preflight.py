"""What Qt needs from the system before it may be loaded. Qt itself ends the program when any is missing.

``python -m faceparse_gui.preflight [PLATFORM]`` prints the missing Debian packages, if any.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys

# Library → Debian package, in the order Qt 6 links them (objdump -p on its libraries and on the xcb plugin).
_EVERYWHERE = {
    "libstdc++.so.6": "libstdc++6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
}

_SCREENLESS = ("", "offscreen", "minimal")
_PATIENCE = 3.0
"""Seconds in which a compositor has to answer."""


def missing_packages(platform: str) -> list[str]:
    """The Debian packages that Qt's ``platform`` (xcb, offscreen, …) needs and the loader does not find."""
    if not sys.platform.startswith("linux"):
        return []
    needed = _EVERYWHERE | _X11 if platform == "xcb" else _EVERYWHERE
    return sorted({package for library, package in needed.items() if not _loads(library)})


def problem() -> str | None:
    """Why no window can open here, and the remedy, in plain words; None when nothing stands in the way."""
    platforms = _platforms()
    if not platforms:
        return "No screen: DISPLAY and WAYLAND_DISPLAY are not set. Start it from a desktop session."
    problems = []
    for platform in platforms:  # Qt takes the first that works
        why = _problem_of(platform)
        if why is None:
            return None
        problems.append(why)
    return problems[-1]


def _platforms() -> list[str]:
    """Qt's names of the screens it would try here, in its order; without their parameters."""
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    if asked:
        return [each.partition(":")[0] for each in asked.split(";") if each]
    if not sys.platform.startswith("linux"):
        return [""]
    wayland = any(os.environ.get(name) for name in ("WAYLAND_DISPLAY", "WAYLAND_SOCKET"))
    return ["wayland"] * wayland + ["xcb"] * bool(os.environ.get("DISPLAY"))


def _problem_of(platform: str) -> str | None:
    if packages := missing_packages(platform):
        return f"The window needs system libraries. Install them: sudo apt-get install {' '.join(packages)}"
    if platform == "xcb":
        silent, name = not _x_server_answers(), "DISPLAY"
    elif platform.startswith("wayland"):
        silent, name = not _wayland_answers(), "WAYLAND_DISPLAY"
    elif platform in _SCREENLESS:
        return None
    else:
        return _probed(platform)
    if not silent:
        return None
    return f"The screen {name}={os.environ.get(name, '')} does not answer. Start it from a desktop session."


def _x_server_answers() -> bool:
    """Whether the X server that DISPLAY names takes a connection: Qt would end the program if not."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    connection = xlib.XOpenDisplay(None)
    if connection:
        xlib.XCloseDisplay(ctypes.c_void_p(connection))
    return bool(connection)


def _wayland_answers() -> bool:
    """Whether a compositor behind WAYLAND_DISPLAY answers the first request that every client may make."""
    if os.environ.get("WAYLAND_SOCKET"):  # a connection that stands already, and is Qt's alone
        return True
    path = os.path.join(  # noqa: PTH118  # an absolute name stays as it is
        os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    )
    sync = struct.pack("=III", 1, 12 << 16, 2)  # wl_display.sync: tell me, as object 2, when you are here
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(path)
            connection.sendall(sync)
            return bool(connection.recv(4))
    except (OSError, ValueError):  # nobody there, no answer, or a name that no socket can have
        return False


def _probed(platform: str) -> str | None:
    """Let Qt try a screen of a rarer kind in a process of its own, which it may end."""
    script = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    environment = os.environ | {"QT_QPA_PLATFORM": platform}
    try:
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, timeout=30, check=False
        )
        works = done.returncode == 0
    except subprocess.TimeoutExpired:
        works = False
    return (
        None if works else f"Qt cannot open the screen QT_QPA_PLATFORM={platform}. Unset it, or name another."
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(*missing_packages(sys.argv[1] if len(sys.argv) > 1 else "xcb"))
