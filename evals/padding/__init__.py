"""Records made longer by what answers nothing, and questions whose truth that does not change.

resources   invented resources of a patient: wearables, calls, claims, letters about parking
longer      a patient's record with so many of them
steady      drawing that holds while more is there to draw from
lasting     questions with the same answer, computed anew, on every length of a record
"""
