# Ids of products, where two have one name.
data "configmgr_update_catalog" "servers" {
  name   = "server operating system"
  family = "Windows"
}

output "products" {
  value = { for product in data.configmgr_update_catalog.servers.products : coalesce(product.id, product.name) => product.name }
}

# What the hierarchy subscribes, and how much that is.
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
