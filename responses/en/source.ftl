source-down = Sorry, the source is not answering right now. Please try again in a little while.
source-minutes = min
source-hours = h
