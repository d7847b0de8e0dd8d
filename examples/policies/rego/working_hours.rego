# No synchronization starts in working hours, which are in the data: see README.md.
package main

import rego.v1

deny contains "data.working_hours is missing: pass working-hours.json as data." if {
	some change in data.configmgr.remaining("configmgr_sync_settings")
	is_scheduled(change)
	not data.working_hours
}

deny contains message if {
	some change in data.configmgr.remaining("configmgr_sync_settings")
	is_scheduled(change)
	some reason in in_working_hours(change)
	message := sprintf("%s: %s", [change.address, reason])
}

is_scheduled(change) if change.change.after.schedule != null

is_scheduled(change) if data.configmgr.is_unknown(change, ["schedule"])

in_working_hours(change) := {"the schedule is known after apply only, so its hours cannot be checked"} if {
	data.configmgr.is_unknown(change, ["schedule"])
} else := {"a schedule of hours or minutes synchronizes in working hours. Use days, weeks or months"} if {
	some unit in ["hours", "minutes"]
	change.change.after.schedule.interval[unit] != null
} else := {reason |
	schedule := change.change.after.schedule
	some hour in starting_hours(object.get(schedule, "start", null))
	hour >= data.working_hours.from
	hour < data.working_hours.to
	reason := sprintf(
		"synchronization starts at %d:00 to %d:59 in %s, and working hours are %d:00 to %d:00. Change schedule.start",
		[hour, hour, data.working_hours.time_zone, data.working_hours.from, data.working_hours.to],
	)
}

# Without a start, a schedule starts at midnight UTC. A start with a named time zone keeps its hour; one with an offset moves by
# an hour when daylight saving time begins, so that half a year later is looked at too.
starting_hours(start) := {local_hour("1970-02-01T00:00:00Z", months) | some months in [0, 6]} if start == null

starting_hours(start) := {local_hour(start, 0)} if {
	start != null
	contains(start, "[")
}

starting_hours(start) := {local_hour(start, months) | some months in [0, 6]} if {
	start != null
	not contains(start, "[")
}

local_hour(start, months) := time.clock([later, data.working_hours.time_zone])[0] if {
	instant := time.parse_rfc3339_ns(split(start, "[")[0])
	later := time.add_date(instant, 0, months, 0)
}
