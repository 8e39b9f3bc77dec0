"""How English is written here, where Django's own rules for en-CA differ.

A time of day has no seconds: "13:30", or as people say it, "1:30 pm" or "1 pm". Thousands are
parted by a comma, as the Unicode locale data have it for Canadian English.
"""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
THOUSAND_SEPARATOR = ","
