source-down = Sorry, the source is not answering right now. Please try again in a little while.
source-minutes = min
source-hours = h
source-no-more = That is all we know of. Any other question? Just write it here.
