# IDs of products, because two products can have the same name.
data "configmgr_update_catalog" "servers" {
  name   = "server operating system"
  family = "Windows"
}

output "products" {
  value = { for product in data.configmgr_update_catalog.servers.products : coalesce(product.id, product.name) => product.name }
}

# The subscribed products, and how many updates they have.
data "configmgr_update_catalog" "subscribed" {
  subscribed = true
}

output "updates" {
  value = {
    for product in data.configmgr_update_catalog.subscribed.products :
    product.name => product.updates - product.expired
  }
}

output "added_by_the_site" {
  value = [for product in data.configmgr_update_catalog.subscribed.products : product.name if product.added_by_site]
}
