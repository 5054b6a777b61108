"""`python -m backend.sandbox` serves the sandbox."""

from backend.sandbox.cli import sandbox

if __name__ == "__main__":
    sandbox(prog_name="sandbox")
