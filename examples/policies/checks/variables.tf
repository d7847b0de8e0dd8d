variable "labels" {
  description = "The labels of the pull request, which the pipeline passes in TF_VAR_labels."
  type        = set(string)
  default     = []
}

variable "working_hours" {
  description = "The hours, in the time zone of the start of the schedule, in which nothing synchronizes: from `from` until before `to`."
  type        = object({ from = number, to = number })
  default     = { from = 6, to = 18 }
}

variable "require_ssl" {
  description = "Whether the software update point in Europe requires SSL."
  type        = bool
  default     = true
}

variable "internet_access" {
  description = "Whether the server in Europe can reach Microsoft Update."
  type        = bool
  default     = false
}

variable "start" {
  description = "The start of the schedule."
  type        = string
  default     = "2026-01-03T22:00:00Z"
}

variable "products" {
  description = "The products that the hierarchy subscribes to."
  type        = set(string)
  default     = ["Windows 11", "Microsoft Server operating system-21H2"]
}
