"""What comes from outside is read in a process apart: without secrets, within limits of memory and time, one a file.

asking     what the rest of Kybao calls
standing   the process that stands ready with everything imported, and forks for each file
examining  what is done with a file there; knows no database
limits     what a file may use
frames     how the two sides talk
"""
