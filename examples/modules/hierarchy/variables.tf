variable "sites" {
  description = <<-EOT
    Every site of the hierarchy, by site code.
    - `parent`: site code of the parent site; not set for the top-level site.
    - `software_update_points`: the first one synchronizes from the parent site, the others from the first one.
      If one requires SSL, configure WSUS on its server for SSL. Internet clients use `internet_fqdn`.
    - `update_file_languages`: languages of the update files that this site downloads.
  EOT
  type = map(object({
    name              = string
    type              = string
    parent            = optional(string)
    server_fqdn       = string
    install_directory = optional(string)
    version           = optional(string)
    software_update_points = optional(list(object({
      server_fqdn            = string
      require_ssl            = optional(bool, false)
      client_connection_type = optional(string, "intranet")
      internet_fqdn          = optional(string)
      ledbat                 = optional(bool, false)
    })), [])
    update_file_languages = optional(set(string))
  }))

  validation {
    condition     = alltrue([for code in keys(var.sites) : can(regex("^[A-Z0-9]{3}$", code))])
    error_message = "Every key of sites must be a site code: three characters, A-Z or 0-9."
  }

  validation {
    condition = alltrue([
      for site in values(var.sites) : contains(["central_administration", "primary", "secondary"], site.type)
    ])
    error_message = "The type of a site must be central_administration, primary or secondary."
  }

  validation {
    condition = alltrue([
      for site in values(var.sites) : site.parent == null ? true : contains(keys(var.sites), site.parent)
    ])
    error_message = "The parent of a site must be the site code of another site in the map."
  }

  validation {
    condition     = length([for site in values(var.sites) : site if site.parent == null]) == 1
    error_message = "Exactly one site must have no parent: the top-level site."
  }

  validation {
    condition = alltrue([
      for site in values(var.sites) :
      site.type != "secondary" || length(site.software_update_points) <= 1
    ])
    error_message = "A secondary site can have at most one software update point."
  }
}

variable "synchronization" {
  description = "Schedule, classifications and products of the top-level site. If null, the product's defaults apply."
  type = object({
    schedule = optional(object({
      start    = optional(string)
      interval = optional(object({ days = optional(number), hours = optional(number), minutes = optional(number) }))
      weekly   = optional(object({ day = string, every_weeks = optional(number, 1) }))
      monthly_by_weekday = optional(object({
        week         = string
        day          = string
        offset_days  = optional(number, 0)
        every_months = optional(number, 1)
      }))
    }))
    classifications = optional(set(string))
    products        = optional(set(string))
  })
  default = null
}
