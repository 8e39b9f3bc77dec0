"""The desk's reports."""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "frontdesk/reports/scope.py": {
        "unnest(%(locations)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[],"
        " %(ahead)s::int[]) AS clock (location_id, since, until, ahead)": "SQL.",
        "width_bucket( div(floor(EXTRACT(EPOCH FROM a.starts_at)) + clock.ahead, 86400)::int,"
        " %(slices)s::int[])": "SQL.",
    },
}
