//! What becomes of a damaged state: each command works, or says which attribute of which object is the matter.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tempfile::TempDir;
use tfplugin::framework::schema::{Block, Presence};
use tfplugin::protocol::tfplugin6::{Diagnostic, DynamicValue};

use crate::damage::{self, Damage, Kind};
use crate::golden::{self, Golden};
use crate::provider::{Answer, Provider, decoded, null, schema, value};

/// Attributes that only the state has: no refresh reads them.
const ONLY_IN_STATE: [&str; 2] = ["timeouts", "password_wo_version"];

#[test]
fn every_damage_of_every_attribute_is_mended_or_named() {
    for folder in golden::folders() {
        let installed = TempDir::new().unwrap();
        let hierarchy = install(installed.path(), &folder);
        let mut cases = 0;
        for resource in golden::resources(&folder) {
            for damage in damage::all(&schema(&resource.type_name).block, &resource.attributes) {
                judge(&hierarchy, &resource, &damage);
                cases += 1;
            }
        }
        assert!(cases > 400, "{cases} cases of {}", folder.display());
    }
}

/// A hierarchy with the objects of a golden state.
fn install(place: &Path, folder: &Path) -> PathBuf {
    let hierarchy = place.join("hierarchy.db");
    for Golden { type_name, attributes } in golden::resources(folder) {
        let (provider, config) = (Provider::of(&hierarchy), configuration(&type_name, &attributes));
        let plan = named(provider.plan(&type_name, &null(), Some(&config)));
        let made = named(provider.apply(&type_name, &null(), plan, &config));
        assert_eq!(decoded(&type_name, &made), value(&type_name, &attributes), "{type_name}");
    }
    hierarchy
}

fn named<T>(answer: Answer<T>) -> T {
    answer.unwrap_or_else(|errors| panic!("{}: {}", errors[0].summary, errors[0].detail))
}

fn judge(hierarchy: &Path, resource: &Golden, damage: &Damage) {
    let type_name = resource.type_name.as_str();
    let case = format!("{type_name} {}: {} {:?}", resource.id(), damage.dotted(), damage.kind);
    let provider = Provider::of(hierarchy);
    let upgraded = match provider.upgrade(type_name, &damage.state) {
        Ok(upgraded) => upgraded,
        Err(errors) => return assert_names(&case, resource, damage, &errors),
    };
    assert!(matches!(damage.kind, Kind::Missing | Kind::Null), "{case} is read");
    with_refresh(&case, &provider, resource, damage, &upgraded);
    for config in configurations(resource, damage) {
        without_refresh(&case, hierarchy, resource, damage, &upgraded, &config);
    }
    if let Err(errors) = provider.plan(type_name, &upgraded, None) {
        assert_names(&format!("{case} at removal"), resource, damage, &errors);
    }
}

/// A refresh reads what is missing.
fn with_refresh(case: &str, provider: &Provider, resource: &Golden, damage: &Damage, upgraded: &DynamicValue) {
    let read = match provider.read(&resource.type_name, upgraded) {
        Ok(read) => decoded(&resource.type_name, &read),
        Err(errors) => return assert_names(&format!("{case} with refresh"), resource, damage, &errors),
    };
    if !ONLY_IN_STATE.contains(&damage.path[0].as_str()) {
        assert_eq!(read, value(&resource.type_name, &resource.attributes), "{case}");
    }
}

/// Without a refresh, nothing is replaced, and applying the plan changes nothing but the state.
fn without_refresh(
    case: &str,
    hierarchy: &Path,
    resource: &Golden,
    damage: &Damage,
    upgraded: &DynamicValue,
    config: &Json,
) {
    let type_name = resource.type_name.as_str();
    let provider = Provider::of(hierarchy);
    let is_whole = *config == configuration(type_name, &resource.attributes);
    let plan = match provider.plan(type_name, upgraded, Some(config)) {
        Ok(plan) => plan,
        // A rule refuses a configuration without the attribute, whatever the state has.
        Err(errors) if !is_whole && errors.iter().all(|error| error.attribute.is_some()) => return,
        Err(errors) => return assert_names(&format!("{case} without refresh"), resource, damage, &errors),
    };
    assert!(!plan.replaces, "{case} would be replaced");
    if is_whole {
        let applied = named(provider.apply(type_name, upgraded, plan, config));
        assert_eq!(decoded(type_name, &applied), value(type_name, &resource.attributes), "{case}");
    }
}

fn assert_names(case: &str, resource: &Golden, damage: &Damage, errors: &[Diagnostic]) {
    let [error] = errors else { panic!("{case}: {errors:#?}") };
    let text = format!("{}\n{}", error.summary, error.detail);
    let said = [damage.dotted(), format!("= {}", damage.value()), "terraform ".to_owned(), "in the state".to_owned()];
    for part in said {
        assert!(text.contains(&part), "{case}: {part} is missing in:\n{text}");
    }
    let is_named = text.contains(resource.id()) || damage.dotted() == "id";
    assert!(is_named && text.contains(&resource.type_name), "{case} is not named in:\n{text}");
    assert_eq!(error.attribute, None, "{case}: the configuration is not the cause");
}

/// The configurations to plan a damaged state with: that of the golden state, and the same without the attribute, as far as
/// that leaves its value to the provider.
fn configurations(resource: &Golden, damage: &Damage) -> Vec<Json> {
    let whole = configuration(&resource.type_name, &resource.attributes);
    let mut without = whole.clone();
    let name = &damage.path[0];
    let declared = schema(&resource.type_name).block.attributes.remove(name);
    if declared.is_some_and(|attribute| attribute.presence == Presence::OptionalComputed) {
        without[name] = Json::Null;
    }
    if without == whole { vec![whole] } else { vec![whole, without] }
}

/// The configuration of a state: all that a user may set.
fn configuration(type_name: &str, state: &Json) -> Json {
    let mut config = state.clone();
    clear_computed(&schema(type_name).block, &mut config);
    config
}

fn clear_computed(block: &Block, config: &mut Json) {
    for (name, attribute) in &block.attributes {
        if attribute.presence == Presence::Computed {
            config[name] = Json::Null;
        }
    }
}
