# The settings of the top-level site apply to all sites; a child site has its own languages of update files.

resource "configmgr_sync_settings" "this" {
  for_each = {
    for code, site in var.sites : code => site
    if length(site.software_update_points) > 0 && (
      site.update_file_languages != null || (var.synchronization != null && code == local.top_level_site_code)
    )
  }

  sup_role_id     = local.first_by_site[each.key].id
  schedule        = each.key == local.top_level_site_code ? try(var.synchronization.schedule, null) : null
  classifications = each.key == local.top_level_site_code ? try(var.synchronization.classifications, null) : null
  products        = each.key == local.top_level_site_code ? try(var.synchronization.products, null) : null
  languages       = each.value.update_file_languages == null ? null : { update_files = each.value.update_file_languages }
}
