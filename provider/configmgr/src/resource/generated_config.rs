//! The configuration that Terraform writes for an imported object.

use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::GenerateConfig;
use tfplugin::framework::value::Value;

use super::model::ResourceModel;
use super::values::Values;
use crate::client::Client;

/// The configuration without the values that are defaults of this object: they depend on its other attributes, or on the tier
/// of its site, so that the schema does not know them.
pub(crate) fn without_own_defaults<M: ResourceModel>(
    context: &Context<'_, Client>,
    generate: GenerateConfig<Values<M>>,
) -> Result<Values<M>, Diagnostics> {
    let GenerateConfig { state, mut config, .. } = generate;
    let (mut unset, mut planned) = (config.clone(), state.clone());
    for path in with_own_default::<M>() {
        unset.set(path, Value::Null);
        planned.set(path, Value::UNKNOWN);
    }
    M::apply_defaults(&mut planned, &unset);
    M::apply_tier_defaults(&mut planned, &unset, context.client)?;
    for path in with_own_default::<M>() {
        if planned.get(path) == state.get(path) {
            config.set(path, Value::Null);
        }
    }
    Ok(config)
}

/// The attributes that the provider sets where the configuration does not.
fn with_own_default<M: ResourceModel>() -> impl Iterator<Item = &'static str> {
    let is_set_by_provider = |words: &str| words.split(' ').any(|word| word == "computed");
    M::TREATMENT.iter().filter(move |(_, words)| is_set_by_provider(words)).map(|(path, _)| *path)
}
