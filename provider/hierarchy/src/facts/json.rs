//! Facts in a store: JSON under a key.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::ObjectId;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The key of a fact about an object.
pub(super) fn object_key(id: &ObjectId) -> String {
    format!("{}/{}", id.kind, id.key())
}

pub(crate) fn read<T: DeserializeOwned>(view: &dyn View, kind: FactKind, key: &str) -> Result<Option<T>, StoreError> {
    view.fact(kind, key)?.map(|body| decode(kind, key, &body)).transpose()
}

/// Like [`all`], but without facts that cannot be read: the state of another release starts again.
pub(crate) fn readable<T: DeserializeOwned>(view: &dyn View, kind: FactKind) -> Result<Vec<(String, T)>, StoreError> {
    let facts = view.facts(kind)?.into_iter();
    Ok(facts.filter_map(|(key, body)| Some((key, serde_json::from_str(&body).ok()?))).collect())
}

pub(crate) fn all<T: DeserializeOwned>(view: &dyn View, kind: FactKind) -> Result<Vec<(String, T)>, StoreError> {
    let facts = view.facts(kind)?.into_iter();
    facts.map(|(key, body)| decode(kind, &key, &body).map(|fact| (key, fact))).collect()
}

fn decode<T: DeserializeOwned>(kind: FactKind, key: &str, body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| damaged(kind, key, &error))
}

pub(crate) fn write<T: Serialize>(
    transaction: &mut dyn Transaction,
    kind: FactKind,
    key: &str,
    fact: &T,
) -> Result<(), StoreError> {
    transaction.put_fact(kind, key, &encoded(kind, key, fact)?)
}

pub(crate) fn encoded<T: Serialize>(kind: FactKind, key: &str, fact: &T) -> Result<String, StoreError> {
    serde_json::to_string(fact).map_err(|error| damaged(kind, key, &error))
}

fn damaged(kind: FactKind, key: &str, error: &serde_json::Error) -> StoreError {
    StoreError::DamagedFact { what: format!("{kind:?} {key}"), reason: error.to_string() }
}
