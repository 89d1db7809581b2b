reveal = Show the number
reveal-lead = What for? The reason is written into the log.
reveal-why = Write the reason, five letters at least.
reveal-show = Show once
revealed = The citizen's number:
