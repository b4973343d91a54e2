"""What Qt needs from the system before it may be loaded. Qt itself ends the program when any is missing.

``python -m faceparse_gui.preflight [PLATFORM]`` prints the missing Debian packages, if any.
"""

import ctypes
import os
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


def missing_packages(platform: str) -> list[str]:
    """The Debian packages that Qt's ``platform`` (xcb, offscreen, …) needs and the loader does not find."""
    if not sys.platform.startswith("linux"):
        return []
    needed = _EVERYWHERE | _X11 if platform == "xcb" else _EVERYWHERE
    return sorted({package for library, package in needed.items() if not _loads(library)})


def problem() -> str | None:
    """Why no window can open here, and the mend, in plain words; None when nothing stands in the way."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not platform and sys.platform.startswith("linux"):
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return "No screen: DISPLAY and WAYLAND_DISPLAY are not set. Start it from a desktop session."
        platform = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb"
    if packages := missing_packages(platform):
        return f"The window needs system libraries. Install them: sudo apt-get install {' '.join(packages)}"
    if platform == "xcb" and not _x_server_answers():
        display = os.environ.get("DISPLAY", "")
        return f"The screen DISPLAY={display} does not answer. Start it from a desktop session."
    return None


def _x_server_answers() -> bool:
    """Whether the X server that DISPLAY names takes a connection: Qt would end the program if not."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    connection = xlib.XOpenDisplay(None)
    if connection:
        xlib.XCloseDisplay(ctypes.c_void_p(connection))
    return bool(connection)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(*missing_packages(sys.argv[1] if len(sys.argv) > 1 else "xcb"))
