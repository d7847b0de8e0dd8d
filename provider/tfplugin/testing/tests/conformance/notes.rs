//! A provider that keeps notes in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tfplugin::prelude::*;

/// The shelf.
#[derive(Schema)]
pub(crate) struct Config {}

/// A note.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Note {
    /// Its number.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its title. Another title is another note.
    #[tf(required, replace)]
    title: String,
    /// What it says.
    #[tf(optional)]
    text: Option<String>,
    /// Where it lies.
    #[tf(optional, deprecated = "Write it into the text.")]
    place: Option<String>,
    /// How important it is.
    #[tf(optional, default = 3)]
    rank: u8,
    /// How often it was changed.
    #[tf(computed)]
    revision: Attr<i64>,
    /// Who may read it. Not stored.
    #[tf(optional, write_only)]
    secret_wo: Option<String>,
    /// What it is about.
    #[tf(block)]
    tag: Vec<Tag>,
}

#[derive(Clone, Debug, Schema)]
struct Tag {
    /// The word.
    #[tf(required)]
    name: String,
}

/// A note is known by its number.
#[derive(Identity)]
pub(crate) struct Number {
    /// Its number.
    #[tf(required_for_import)]
    id: String,
}

/// Stamps all notes.
#[derive(Schema)]
pub(crate) struct Stamp {
    /// What the stamp says.
    #[tf(required)]
    text: String,
}

#[derive(Default)]
pub(crate) struct Shelf {
    notes: Mutex<(u64, BTreeMap<String, Note>)>,
}

impl Shelf {
    fn put(&self, id: &str, note: Note) -> Note {
        let mut notes = self.notes.lock().unwrap();
        let revision = notes.1.get(id).and_then(|old| old.revision.known().copied()).unwrap_or(0) + 1;
        let note = Note { id: Attr::Known(id.to_owned()), revision: Attr::Known(revision), secret_wo: None, ..note };
        notes.1.insert(id.to_owned(), note.clone());
        note
    }

    fn find(&self, id: &Attr<String>) -> Option<Note> {
        self.notes.lock().unwrap().1.get(id.known()?).cloned()
    }
}

pub(crate) struct NoteObject;

impl Resource for NoteObject {
    type Client = Arc<Shelf>;
    type Model = Note;
    const TYPE_NAME: &'static str = "notes_note";

    fn create(&self, context: &mut Context<'_, Arc<Shelf>>, create: Create<Note>) -> Result<Note, Failure<Note>> {
        let id = {
            let mut notes = context.client.notes.lock().unwrap();
            notes.0 += 1;
            notes.0.to_string()
        };
        context.private.set_bytes(*b"kept");
        Ok(context.client.put(&id, create.planned))
    }

    fn read(&self, context: &mut Context<'_, Arc<Shelf>>, state: Note) -> Result<Option<Note>, Diagnostics> {
        Ok(context.client.find(&state.id))
    }

    fn update(&self, context: &mut Context<'_, Arc<Shelf>>, update: Update<Note>) -> Result<Note, Failure<Note>> {
        let id = update.prior.id.known().cloned().unwrap_or_default();
        Ok(context.client.put(&id, update.planned))
    }

    fn delete(&self, context: &mut Context<'_, Arc<Shelf>>, prior: Note) -> Result<(), Diagnostics> {
        let id = prior.id.known().cloned().unwrap_or_default();
        context.client.notes.lock().unwrap().1.remove(&id);
        Ok(())
    }
}

impl IdentifiedResource for NoteObject {
    type Identity = Number;

    fn identity(&self, note: &Note) -> Option<Number> {
        note.id.known().map(|id| Number { id: id.clone() })
    }
}

/// Which notes are listed.
#[derive(Schema)]
pub(crate) struct Filter {
    /// Only notes with this title.
    #[tf(optional)]
    title: Option<String>,
}

impl ListedResource for NoteObject {
    type Filter = Filter;

    fn list(
        &self,
        context: &mut Context<'_, Arc<Shelf>>,
        filter: Filter,
        list: &mut List<'_, Note>,
    ) -> Result<(), Diagnostics> {
        let notes = context.client.notes.lock().unwrap().1.clone();
        for note in notes.into_values().filter(|note| filter.title.as_ref().is_none_or(|title| *title == note.title)) {
            list.add(note.title.clone(), note)?;
        }
        Ok(())
    }
}

pub(crate) struct Stamping;

impl Action for Stamping {
    type Client = Arc<Shelf>;
    type Config = Stamp;
    const TYPE_NAME: &'static str = "notes_stamp";

    fn invoke(&self, _: &mut Context<'_, Arc<Shelf>>, config: Stamp, progress: &Progress) -> Result<(), Diagnostics> {
        progress.report(config.text);
        Ok(())
    }
}

impl DataSource for NoteObject {
    type Client = Arc<Shelf>;
    type Model = Note;
    const TYPE_NAME: &'static str = "notes_note";
    const LOOKED_UP_BY: &'static [&'static str] = &["id"];

    fn read(&self, context: &mut Context<'_, Arc<Shelf>>, config: Note) -> Result<Note, Diagnostics> {
        let found = context.client.find(&config.id);
        found.ok_or_else(|| Diagnostic::error("There is no such note", "Write the id of a note.").into())
    }
}

/// The notes outlive a configured provider.
#[derive(Default)]
pub(crate) struct Notes(Arc<Shelf>);

impl Provider for Notes {
    type Config = Config;
    type Client = Arc<Shelf>;

    fn configure(&self, _: Config, _: &str) -> Result<Arc<Shelf>, Diagnostics> {
        Ok(Arc::clone(&self.0))
    }

    fn register(&self, registry: &mut Registry<Arc<Shelf>>) {
        registry.listed_resource(NoteObject);
        registry.action(Stamping);
        registry.data_source(NoteObject);
        registry.function(Function::new("shout", [("text", "What is said.")], |text: String| Ok(text.to_uppercase())));
    }
}
