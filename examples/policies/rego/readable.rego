# Without a plan there is nothing to judge, which must not look like a plan without mistakes.
package main

import rego.v1

deny contains "The input is not a plan: run terraform show -json on a saved plan." if {
	not input.planned_values
}

deny contains "The plan is incomplete, because planning failed." if {
	input.errored == true
}
