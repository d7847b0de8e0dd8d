//! Telling users who owns an object, where it is not this resource alone.

use hierarchy::{Hierarchy, ObjectId, Owner, Ownership};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use crate::client::{Client, PrivateState, store_error};

/// Gives an object its mark back whose private state is gone. Terraform loses all of it when the provider is killed while it
/// updates the object, and the object would then belong to nobody who can remove it.
///
/// The mark is that of the only owner of the object, if the same actor and tool made it the owner, and no other resource of
/// this run has it.
pub(crate) fn recover_mark(
    context: &mut Context<'_, Client>,
    hierarchy: &Hierarchy,
    id: &ObjectId,
) -> Result<(), Diagnostics> {
    let (client, author) = (context.client, context.client.author());
    if !context.private.bytes().is_empty() {
        return Ok(());
    }
    let owners = hierarchy.owners(id).map_err(|error| store_error(&error))?;
    let [only] = owners.as_slice() else { return Ok(()) };
    let is_own = (&only.actor, &only.origin) == (&author.actor, &author.origin) && only.pending.is_none();
    if is_own && !client.marks().is_owner(id, only.mark) {
        PrivateState::default().keeping(id, id).with_mark(only.mark).store(&mut context.private);
    }
    Ok(())
}

/// Warns of an object that belongs to others, and refuses a mark that two resources of this run have.
pub(crate) fn check(
    context: &mut Context<'_, Client>,
    private_state: PrivateState,
    id: &ObjectId,
) -> Result<(), Diagnostics> {
    let client = context.client;
    let Some(mark) = private_state.mark().filter(|_| !client.has_written()) else { return Ok(()) };
    if !client.marks().record_plan(mark) {
        return Err(copied(id).into());
    }
    let was_planned_earlier = client.run_file().is_some_and(|run_file| run_file.was_planned_earlier(id));
    if client.marks().is_owner(id, mark) || was_planned_earlier {
        return Ok(());
    }
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(()) };
    if let Ownership::Foreign(owner) = of(client, &hierarchy, private_state, id)? {
        context.warn(foreign(id, &owner));
    }
    Ok(())
}

/// Whether a planned removal removes the object. If it does not, a warning says so.
pub(crate) fn check_removal(
    context: &mut Context<'_, Client>,
    private_state: PrivateState,
    id: &ObjectId,
) -> Result<bool, Diagnostics> {
    let client = context.client;
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(true) };
    if let Some(mark) = private_state.mark().filter(|_| !client.has_written())
        && !client.marks().record_plan(mark)
    {
        return Err(copied(id).into());
    }
    let warning = staying(id, &of(client, &hierarchy, private_state, id)?);
    let is_removed = warning.is_none();
    warning.filter(|_| !client.marks().was_created(id)).into_iter().for_each(|warning| context.warn(warning));
    Ok(is_removed)
}

/// Refuses to create an object that exists, and stays when this run removes it: the second half of a replacement.
pub(crate) fn check_replacement(
    client: &Client,
    mut private_state: PrivateState,
    id: &ObjectId,
) -> Result<(), Diagnostics> {
    let is_unread = client.marks().is_unread(id) && !private_state.is_of_replaced_object();
    if !is_unread && !private_state.is_of_replaced(id) && !client.marks().is_staying(id) {
        return Ok(());
    }
    let Some(hierarchy) = client.existing_hierarchy()?.filter(|hierarchy| !hierarchy.has_written()) else {
        return Ok(());
    };
    if is_unread {
        private_state = with_mark_of_only_owner(client, &hierarchy, private_state, id)?;
    }
    match of(client, &hierarchy, private_state, id)? {
        Ownership::Sole => Ok(()),
        Ownership::Shared(owner) | Ownership::Foreign(owner) => Err(irreplaceable(id, &owner).into()),
    }
}

/// The private state of a removed object with its mark. Terraform plans the successor of a tainted object without the private
/// state of that object, and removes the object with the private state of that plan. Then what only this actor manages is
/// meant, unless the plan saw an object of the kind that others own: it may be this one.
pub(crate) fn with_mark_of_removed(
    client: &Client,
    private_state: PrivateState,
    id: &ObjectId,
) -> Result<PrivateState, Diagnostic> {
    let is_known = private_state.mark().is_some() || private_state.has_seen_foreign();
    if is_known || !private_state.is_of_created_object() {
        return Ok(private_state);
    }
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(private_state) };
    with_mark_of_only_owner(client, &hierarchy, private_state, id)
}

fn with_mark_of_only_owner(
    client: &Client,
    hierarchy: &Hierarchy,
    private_state: PrivateState,
    id: &ObjectId,
) -> Result<PrivateState, Diagnostic> {
    let owners = hierarchy.owners(id).map_err(|error| store_error(&error))?;
    Ok(match owners.as_slice() {
        [only] if client.author().is(&only.actor, &only.origin) => private_state.with_mark(only.mark),
        _ => private_state,
    })
}

fn of(
    client: &Client,
    hierarchy: &Hierarchy,
    private_state: PrivateState,
    id: &ObjectId,
) -> Result<Ownership, Diagnostic> {
    let owners = hierarchy.owners(id).map_err(|error| store_error(&error))?;
    client.recognize(hierarchy, id, private_state.mark(), &owners)
}

/// Why a removal leaves the object where it is; `None` if it does not.
pub(crate) fn staying(id: &ObjectId, ownership: &Ownership) -> Option<Diagnostic> {
    let (owner, why) = match ownership {
        Ownership::Sole => return None,
        Ownership::Shared(owner) => (owner, "Another resource manages it too"),
        Ownership::Foreign(owner) => (owner, "This resource does not own it"),
    };
    Some(Diagnostic::warning(
        format!("{id} is not removed from the hierarchy, because it is managed elsewhere"),
        format!(
            "{why}: {}. The removal takes it out of this state only, and everything on it stays. To remove the object, \
             destroy it where it is managed. If nobody manages it anymore, import it and clear its owners first:\n\n  \
             supctl owners '{}/{}' --clear",
            managed(owner),
            id.kind,
            id.id
        ),
    ))
}

fn foreign(id: &ObjectId, owner: &Owner) -> Diagnostic {
    let kind = id.kind;
    Diagnostic::warning(
        format!("{id} is managed elsewhere"),
        format!(
            "The hierarchy does not know this resource as an owner of the object: {}. The state or the hierarchy was \
             restored from a backup, or the object was created again. Changes from here are made, but a removal takes it \
             out of this state only.\n\nTo manage it here, remove it from the state (terraform state rm) and import \
             it:\n\n  import {{\n    to = configmgr_{kind}.<name>\n    id = {:?}\n  }}\n\nTo stop managing it here, delete \
             the resource and write:\n\n  removed {{\n    from = configmgr_{kind}.<name>\n    lifecycle {{\n      destroy = \
             false\n    }}\n  }}",
            managed(owner),
            id.id
        ),
    )
}

fn irreplaceable(id: &ObjectId, owner: &Owner) -> Diagnostic {
    let kind = id.kind;
    Diagnostic::error(
        format!("{id} cannot be replaced, because it is managed elsewhere"),
        format!(
            "{}. A removal here leaves the object in the hierarchy, so it could not be created again. Replace it where it \
             is managed. If nobody manages it there anymore, clear its owners and plan again:\n\n  \
             supctl owners '{kind}/{}' --clear\n\nA tainted object stays as it is after:\n\n  \
             terraform untaint 'configmgr_{kind}.<name>'",
            managed(owner),
            id.id
        ),
    )
}

fn managed(owner: &Owner) -> String {
    let Owner { actor, origin, since, .. } = owner;
    format!("{actor} manages it through {origin} since {since:.0}")
}

fn copied(id: &ObjectId) -> Diagnostic {
    let kind = id.kind;
    Diagnostic::error(
        format!("{id} has two addresses in the state"),
        format!(
            "Both carry the same mark in their private state, so the entry of one was copied from the other. Remove one of \
             them from the configuration and from the state:\n\n  terraform state rm 'configmgr_{kind}.<name>'"
        ),
    )
}
