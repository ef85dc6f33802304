"""exits.py CODE COMMAND...: runs the command, and fails unless it ends with CODE."""
import subprocess
import sys

expected, command = int(sys.argv[1]), sys.argv[2:]
code = subprocess.run(command).returncode
if code != expected:
    print(f"exit code {code} instead of {expected}", file=sys.stderr)
sys.exit(code != expected)
