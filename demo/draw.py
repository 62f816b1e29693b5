"""Draw the illustrations of the demo stories: `python demo/draw.py [name ...]`."""

# The package lies in the folder beside this file; for Python a folder wins over a file of the same name.
from draw.command import main

if __name__ == "__main__":
    main()
