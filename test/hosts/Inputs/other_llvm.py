"""other_llvm.py MAJOR PLUGIN TIDY_MODULE: loads both modules into the programs of
the other LLVM versions that are installed, and expects each to refuse with the
line that names the right module. Prints how many programs it tried."""
import os
import subprocess
import sys
import tempfile

major, modules = sys.argv[1], {"plugin": sys.argv[2], "tidy": sys.argv[3]}
tried = 0
with tempfile.TemporaryDirectory() as folder:
    source = os.path.join(folder, "a.cpp")
    open(source, "w").close()
    for other in range(17, 40):
        if str(other) == major:
            continue
        tools = f"/usr/lib/llvm-{other}/bin"
        for kind, command in {
            "plugin": [f"{tools}/clang++", "-fsyntax-only", f"-fplugin={modules['plugin']}", source],
            "tidy": [f"{tools}/clang-tidy", f"--load={modules['tidy']}", "-checks=-*,sendsync-*",
                     source, "--"],
        }.items():
            if not os.path.exists(command[0]):
                continue
            tried += 1
            done = subprocess.run(command, capture_output=True, text=True)
            wanted = (f"sendsync-{kind}-{major}.so is built for LLVM {major}, but was loaded into "
                      f"LLVM {other}; use sendsync-{kind}-{other}.so\n")
            if done.returncode == 0 or done.stderr != wanted:
                sys.exit(f"{command}: code {done.returncode}, said {done.stderr!r}")
print(f"{tried} programs refused")
