"""The column image: the rows of cases as columns in mapped files, beside the database.

Frames come of images, and images have the columns of frames: so frames are always read first,
whichever of the two is asked for.
"""

import projections.frames  # noqa: F401
