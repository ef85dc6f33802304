#!/usr/bin/env python3
"""The examples in the pages of the checks do what the pages say.

Each ```cpp block under `## Flagged` gives exactly one finding of its check when
the built program looks at it, and each block under `## Accepted` gives none.
The standard headers and sendsync/annotations.h are included for it. Words after
`cpp` in the opening line, as in ```cpp --level=relaxed, go to the program.

SENDSYNC_BIN names the program.
"""
import os
import re
import subprocess
import sys
import tempfile

from sources import ROOT, check_names, finish, kebab, page_lines, read, sections

HEADERS = """algorithm array atomic chrono condition_variable coroutine deque functional future
latch map memory mutex optional queue semaphore set shared_mutex stop_token string string_view
thread tuple unordered_map utility variant vector""".split()
PRELUDE = "".join(f"#include <{header}>\n" for header in HEADERS) + (
    "#include <pthread.h>\n"
    "#define SENDSYNC_SHORT_NAMES\n"
    "#include <sendsync/annotations.h>\n")
FLAGS = ["-std=c++20", "-pthread", "-fopenmp", "-I" + os.path.join(ROOT, "annotations", "include")]


class Example:
    def __init__(self, check_id, kind, source, line, arguments):
        self.check_id, self.kind, self.source, self.line = check_id, kind, source, line
        self.arguments, self.code = arguments, []

    def text(self):
        return PRELUDE + "#line 1\n" + "\n".join(self.code) + "\n"


def examples_of(name, text, source):
    found = sections(page_lines(text))
    for heading, kind in (("## Flagged", "flagged"), ("## Accepted", "accepted")):
        current = None
        for number, line in found.get(heading, []):
            opening = re.match(r"```cpp\b(.*)", line)
            if current is None and opening:
                current = Example(kebab(name), kind, source, number, tuple(opening[1].split()))
            elif current is not None and line.startswith("```"):
                yield current
                current = None
            elif current is not None:
                current.code.append(line)


def run(binary, examples, folder):
    """Yields what is wrong. All examples with the same arguments share one run."""
    groups = {}
    for index, example in enumerate(examples):
        name = f"example{index}.cpp"
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(example.text())
        groups.setdefault(example.arguments, []).append((name, example))
    for arguments, members in groups.items():
        process = subprocess.run(
            [binary, *arguments, *(name for name, _ in members), "--", *FLAGS],
            cwd=folder, capture_output=True, text=True, timeout=900, check=False)
        output = process.stdout + process.stderr
        for name, example in members:
            where = f"{example.source}:{example.line}: {example.kind} example"
            lines = [l for l in output.split("\n") if re.match(rf"(\S*/)?{name}:\d", l)]
            errors = [l for l in lines if re.search(r"(?<!warning): (fatal )?error: ", l)]
            if errors:
                yield f"{where} does not compile: {errors[0]}"
                continue
            found = [l for l in lines
                     if re.search(rf"\[sendsync-{example.check_id}[\],]", l)]
            wanted = 1 if example.kind == "flagged" else 0
            if len(found) != wanted:
                yield "\n  ".join([f"{where}: {len(found)} findings of "
                                   f"{example.check_id}, not {wanted}"] + found)
        if process.returncode not in (0, 1):
            yield (f"{binary} ended with {process.returncode}:\n"
                   + "\n".join(output.split("\n")[-15:]))


def main():
    binary = os.environ.get("SENDSYNC_BIN")
    if not binary or not os.path.exists(binary):
        sys.exit(f"SENDSYNC_BIN has to name the program; it is {binary!r}")
    binary = os.path.abspath(binary)
    examples = []
    for name in check_names(ROOT):
        path = os.path.join(ROOT, "checks", name + ".cpp")
        if os.path.exists(path):
            examples += examples_of(name, read(path), f"checks/{name}.cpp")
    with tempfile.TemporaryDirectory() as folder:
        finish(list(run(binary, examples, folder)), f"{len(examples)} examples")


if __name__ == "__main__":
    main()
