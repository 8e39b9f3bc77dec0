"""How French is written here, where Django's own rules for fr-CA differ.

A time of day that is typed has no seconds: "13:30", or as people write it, "13 h 30" or "13 h".
"""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H h %M", "%H h", "%Hh%M", "%Hh"]
