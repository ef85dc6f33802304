#!/usr/bin/env python3
"""Adds up the tests of finished ctest runs: count_tests.py BUILD-FOLDER...

A ctest test that runs many small ones (lit, gtest) left their results in
test-results/<name>.xml and counts as those; any other test counts as one.
The last line is `N passed, N failed`; the exit code is 1 when one failed.
"""
import os
import sys
import xml.etree.ElementTree as xml


def count(cases):
    """(passed, failed, skipped) of <testcase> elements."""
    passed = failed = skipped = 0
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_build(folder):
    results = os.path.join(folder, "test-results")
    total = [0, 0, 0]
    suites = xml.parse(os.path.join(results, "ctest.xml")).iter("testcase")
    for case in suites:
        own = os.path.join(results, case.get("name") + ".xml")
        counts = count([case])
        if os.path.exists(own):
            inner = count(xml.parse(own).iter("testcase"))
            # A suite that failed as a whole, say by a crash, stays a failure.
            if not (counts[1] and not inner[1]):
                counts = inner
        total = [a + b for a, b in zip(total, counts)]
    return total


def main():
    passed = failed = 0
    for folder in sys.argv[1:]:
        try:
            p, f, s = count_build(folder)
        except (OSError, xml.ParseError) as error:
            print(f"{folder}: no test results: {error}")
            p, f, s = 0, 1, 0
        print(f"{folder}: {p} passed, {f} failed, {s} not supported here")
        passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
