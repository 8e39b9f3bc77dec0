"""Time zones to choose from, and the one that goes with a province."""

from functools import lru_cache
from zoneinfo import available_timezones

# Where most of the province lives; the list has the others.
OF_PROVINCE = {
    "AB": "America/Edmonton",
    "BC": "America/Vancouver",
    "MB": "America/Winnipeg",
    "NB": "America/Moncton",
    "NL": "America/St_Johns",
    "NS": "America/Halifax",
    "NT": "America/Edmonton",
    "NU": "America/Iqaluit",
    "ON": "America/Toronto",
    "PE": "America/Halifax",
    "QC": "America/Toronto",
    "SK": "America/Regina",
    "YT": "America/Whitehorse",
}


@lru_cache(maxsize=1)
def every_zone() -> tuple[str, ...]:
    """Canada's first, then America's, then all others that belong to a city."""
    usual = sorted(set(OF_PROVINCE.values()))
    places = sorted(name for name in available_timezones() if "/" in name and name[:4] != "Etc/")
    near = [name for name in places if name.startswith("America/")]
    return tuple(dict.fromkeys([*usual, *near, *places]))


def find_zone(typed: str) -> str:
    """The zone that was meant: “america/vancouver”, “Vancouver”; empty: there is none such."""
    wanted = "_".join(typed.split()).lower()
    whole = {name.lower(): name for name in (*available_timezones(), *every_zone())}
    if wanted in whole:
        return whole[wanted]
    cities = [name for name in every_zone() if name.rpartition("/")[2].lower() == wanted]
    return cities[0] if cities and wanted else ""
