import sys

from standalone.main import main

if __name__ == "__main__":
    sys.exit(main())
