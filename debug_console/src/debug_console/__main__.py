import sys

from debug_console.main import main

if __name__ == "__main__":
    sys.exit(main())
