output "sites" {
  description = "Site codes and their names."
  value = {
    for site in [
      configmgr_site.cas,
      configmgr_site.europe,
      configmgr_site.americas,
      configmgr_site.london,
      configmgr_site.paris,
    ] : site.site_code => site.name
  }
}

output "software_update_points" {
  description = "The synchronization source of each software update point; Microsoft Update at the top-level site."
  value = {
    for sup in concat(
      [
        configmgr_sup_role.cas,
        configmgr_sup_role.europe,
        configmgr_sup_role.americas,
        configmgr_sup_role.london,
        configmgr_sup_role.paris,
      ],
      values(configmgr_sup_role.europe_replica),
    ) : sup.id => coalesce(sup.upstream_sup_id, "Microsoft Update")
  }
}
