"""compare.py OUTPUT...: the findings in the outputs of several hosts are the same.

Compares the sorted lists of `file:line:column: check: message` of the warnings;
prints the list. Folders do not count, since hosts spell paths differently.
"""
import os
import re
import sys

WARNING = re.compile(r"^(.+?):(\d+):(\d+): warning: (.*) \[(sendsync-[\w-]+)[],]")


def findings(path):
    with open(path, errors="replace") as file:
        matches = [WARNING.match(line) for line in file]
    return sorted((os.path.basename(m[1]), int(m[2]), int(m[3]), m[5], m[4])
                  for m in matches if m)


def show(finding):
    name, line, column, check, message = finding
    return f"{name}:{line}:{column}: {check}: {message}"


first = findings(sys.argv[1])
for finding in first:
    print(show(finding))
failed = not first
if failed:
    print(f"no findings in {sys.argv[1]}", file=sys.stderr)
for path in sys.argv[2:]:
    other = findings(path)
    for label, group in (("only in", set(other) - set(first)),
                         ("missing in", set(first) - set(other))):
        for finding in sorted(group):
            print(f"{label} {path}: {show(finding)}", file=sys.stderr)
    if len(other) != len(first):
        print(f"{len(other)} findings in {path}, {len(first)} in {sys.argv[1]}", file=sys.stderr)
    failed = failed or other != first
sys.exit(failed)
