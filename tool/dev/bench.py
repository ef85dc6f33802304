#!/usr/bin/env python3
"""What a full check costs, against the compiler's own syntax check.

  tool/dev/bench.py BUILD [--runs N] [--sendsync PATH] [--clang PATH]

Runs `clang++ -fsyntax-only` on every entry of BUILD/compile_commands.json and
then `sendsync -p BUILD` on the same files, N times in turn, and prints user plus
system CPU time of both and their ratio. One thread each: CPU time is what counts
and it does not depend on the number of jobs. Pairs are run back to back, so a
machine that gets slower slows both.
"""

import argparse
import json
import os
import resource
import shlex
import statistics
import subprocess
import sys


def cpu_seconds(commands):
    """CPU time of all commands, run one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for folder, arguments in commands:
        subprocess.run(arguments, cwd=folder, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def syntax_commands(build, clang):
    """The database's commands with only the front end's work left."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        entries = json.load(f)
    commands = []
    for entry in entries:
        given = entry.get("arguments") or shlex.split(entry["command"])
        compiler = clang if not entry["file"].endswith(".c") else clang.replace("++", "")
        arguments = [compiler, "-fsyntax-only", "-w"]
        skip = False
        for argument in given[1:]:
            if skip:
                skip = False
            elif argument in ("-o", "-MF", "-MT", "-MQ"):
                skip = True
            elif argument not in ("-c", "-MD", "-MMD"):
                arguments.append(argument)
        commands.append((entry["directory"], arguments))
    return commands


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", help="folder with compile_commands.json")
    parser.add_argument("--runs", type=int, default=5)
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument("--sendsync", default=os.path.join(root, "build", "bin", "sendsync"))
    parser.add_argument("--clang", default="/usr/lib/llvm-22/bin/clang++")
    options = parser.parse_args()

    try:
        syntax = syntax_commands(options.build, options.clang)
    except OSError as error:
        sys.exit(f"bench.py: {error}")
    check = [(os.getcwd(), [options.sendsync, "-p", os.path.abspath(options.build),
                            "-j", "1", "--quiet", "--exit-zero"])]
    print(f"{len(syntax)} files, {options.runs} runs of each after one that does not count")
    cpu_seconds(syntax)
    cpu_seconds(check)
    ratios = []
    for run in range(options.runs):
        front_end = cpu_seconds(syntax)
        ours = cpu_seconds(check)
        ratios.append(ours / front_end)
        print(f"run {run + 1}: -fsyntax-only {front_end:.2f} s, sendsync {ours:.2f} s, "
              f"ratio {ratios[-1]:.3f}")
    print(f"ratio: min {min(ratios):.3f}, median {statistics.median(ratios):.3f}, "
          f"max {max(ratios):.3f}")


if __name__ == "__main__":
    main()
