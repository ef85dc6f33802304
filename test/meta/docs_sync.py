#!/usr/bin/env python3
"""The generated documentation is up to date."""
import os
import subprocess
import sys

from sources import ROOT

sys.exit(subprocess.run([sys.executable, os.path.join(ROOT, "docs", "generate.py"), "--check"],
                        check=False).returncode)
