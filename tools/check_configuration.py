"""Say what is wrong in a configuration, without running anything that stands in it.

    python tools/check_configuration.py my.yaml
    python tools/check_configuration.py config/presets/cbed.yaml my-changes.yaml

Several files are merged as after `--configfile`. For a file from somebody else, and where Snakemake
ends in a traceback before it comes to this workflow.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import told_last  # noqa: E402
from synthscope.settings.expected import tell_size  # noqa: E402
from synthscope.settings.files import read_files  # noqa: E402
from synthscope.settings.planning import plan  # noqa: E402


def main(paths: list[str]) -> None:
    if not paths:
        sys.exit(__doc__)
    with told_last():
        settings, sources = plan(read_files(paths), paths[-1], ROOT / "resources", print)
    folder, allowed = f"results/{settings.dataset}", settings.larger_than_disk
    with told_last(paths[-1]):
        tell_size(settings, len(sources), folder, allowed)
    print(f"{paths[-1]}: nothing is wrong; {len(sources)} structures or files with structures")


if __name__ == "__main__":
    main(sys.argv[1:])
