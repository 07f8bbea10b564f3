import sys

from debug_data.main import main

if __name__ == "__main__":
    sys.exit(main())
