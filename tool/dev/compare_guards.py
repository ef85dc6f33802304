#!/usr/bin/env python3
"""Compares inferred guards with those that the authors declared.

  sendsync infer --format=json -p stripped > inferred.json
  compare_guards.py SOURCES inferred.json [--macro GUARDED_BY]

SOURCES is the annotated code, inferred.json comes from a copy of it whose
annotations are switched off (for example by making the macro empty), with the
same lines. Prints precision over the inferred guards and recall over the declared
ones, and every difference. Declarations in files that the inferred run did not
see (--seen REGEX to say which it saw) are left out.
"""
import argparse
import json
import os
import re
import sys

parser = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("sources")
parser.add_argument("inferred")
parser.add_argument("--macro", default="GUARDED_BY")
parser.add_argument("--seen", default=".", help="files whose declarations count")
options = parser.parse_args()

declared = {}
pattern = re.compile(r"(\w+)(?:\[[^]]*\])*\s+" + options.macro + r"\(([^)]*)\)")
for folder, _, names in os.walk(options.sources):
    for name in names:
        path = os.path.join(folder, name)
        key = os.path.relpath(path, options.sources)
        if not name.endswith((".h", ".hpp", ".c", ".cc", ".cpp")) or not re.search(options.seen, key):
            continue
        text = open(path, errors="replace").read()
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            if not text[:match.start()].rsplit("\n", 1)[-1].lstrip().startswith("#"):
                declared[(key, match.group(1))] = (line, match.group(2).strip())

inferred = {}
for guard in json.load(open(options.inferred)):
    inferred[(guard["file"], guard["data"].split("::")[-1])] = guard

same = [k for k in inferred if k in declared and inferred[k]["guard"] == declared[k][1]]
other = [k for k in inferred if k in declared and k not in same]
extra = [k for k in inferred if k not in declared]
missed = [k for k in declared if k not in inferred]
for title, keys in (("inferred with another lock", other), ("inferred, not declared", extra),
                    ("declared, not inferred", missed)):
    for key in sorted(keys):
        guard = inferred[key]["guard"] if key in inferred else ""
        author = declared[key][1] if key in declared else ""
        print(f"{title}: {key[0]}: {key[1]} {guard} {author}".rstrip())
print(f"declared {len(declared)}, inferred {len(inferred)}, the same {len(same)}, another lock {len(other)}")
if inferred:
    print(f"precision {100 * len(same) / len(inferred):.1f} % (where both speak: "
          f"{100 * len(same) / max(1, len(same) + len(other)):.1f} %)")
if declared:
    print(f"recall {100 * len(same) / len(declared):.1f} %")
sys.exit(0)
