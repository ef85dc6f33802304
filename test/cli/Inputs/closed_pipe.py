"""closed_pipe.py CODE COMMAND...: the command writes to nobody, and ends with CODE."""
import os
import subprocess
import sys

read, write = os.pipe()
os.close(read)
code = subprocess.run(sys.argv[2:], stdout=write).returncode
if code != int(sys.argv[1]):
    sys.exit(f"exit code {code} instead of {sys.argv[1]}")
