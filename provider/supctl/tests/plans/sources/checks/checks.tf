variable "headquarters" {
  type    = string
  default = "EUR"

  validation {
    condition     = length(var.headquarters) == 3
    error_message = "A site code has three characters."
  }
}

variable "office" {
  type      = string
  sensitive = true
  default   = "Building-7-North"
}

resource "terraform_data" "ticket" {
  for_each = { first = "CHG1", "@second" = "CHG2" }
  input    = each.value

  lifecycle {
    postcondition {
      condition     = self.output == each.value
      error_message = "The ticket is another one."
    }
  }
}

check "servers_have_the_name_of_their_site" {
  assert {
    condition     = startswith(configmgr_site.europe.server_fqdn, "eur-")
    error_message = "The server of ${configmgr_site.europe.site_code} is ${configmgr_site.europe.server_fqdn}.\nIts name begins with eur-."
  }

  assert {
    condition     = startswith(configmgr_site.americas.server_fqdn, "ams-")
    error_message = "The server of AMS is ${configmgr_site.americas.server_fqdn}."
  }
}

check "the_office_is_known" {
  assert {
    condition     = nonsensitive(var.office) == "Building-8"
    error_message = "The office is ${nonsensitive(var.office)}, <b>not</b> Building-8; see [this](http://evil.example) @team."
  }
}

check "the_ticket_is_open" {
  assert {
    condition     = terraform_data.ticket["first"].output == "CHG1"
    error_message = "The ticket is not open."
  }
}

check "there_is_a_headquarters" {
  assert {
    condition     = configmgr_site.europe.site_code == var.headquarters
    error_message = "EUR is the headquarters."
  }
}

output "ticket" {
  value = var.headquarters

  precondition {
    condition     = terraform_data.ticket["first"].output != ""
    error_message = "There is no ticket."
  }
}
