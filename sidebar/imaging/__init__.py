"""Images of a chart for the sidebar: got, decoded and asked about in processes of their own.

A file of an archive or a record may be made to harm whoever decodes it, and the web process holds
keys and tokens. So each look at an entry is two short processes, started with nothing but what
their step needs: one gets the files and decodes none, the other decodes them, has a model asked
where that is wanted, and ends. What they tell is held to a form and to bounds, and nothing of it
is written to a disk that outlives the look.

    looks = Looks(settings)
    look = looks.start(owner, Wanted(record="p1.db", patient="Patient/1", reference="Media/7"))

What a model says of an image is a medical-device function: without `Settings.imaging` none is
asked.
"""

from chartside.sidebar.imaging.look import Look, State
from chartside.sidebar.imaging.looks import Looks
from chartside.sidebar.imaging.wanted import TASKS, Wanted

__all__ = ["TASKS", "Look", "Looks", "State", "Wanted"]
