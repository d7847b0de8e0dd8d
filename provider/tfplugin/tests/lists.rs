//! Lists as a service: what they show, and how they end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tfplugin::framework::schema::Schema;
use tfplugin::framework::value::Value;
use tfplugin::prelude::*;
use tfplugin::protocol::tfplugin6 as wire;
use tfplugin::{Identity, Schema};
use tfplugin_testing::TestServer;
use tokio_stream::StreamExt as _;
use tonic::Request;
use wire::list_resource::Event;
use wire::provider_server::Provider as _;

#[derive(Schema)]
struct Config {}

/// A library, in which the books are numbered.
#[derive(Clone, Default)]
struct Library {
    /// Whether a list has ended.
    is_over: Arc<AtomicBool>,
}

impl Provider for Library {
    type Config = Config;
    type Client = Self;
    const HANDLERS_AT_ONCE: usize = 1;

    fn configure(&self, _: Config, _: &str) -> Result<Self, Diagnostics> {
        Ok(self.clone())
    }

    fn register(&self, registry: &mut Registry<Self>) {
        registry.listed_resource(Books);
    }
}

/// A book.
#[derive(Clone, Debug, PartialEq, Schema)]
struct Book {
    /// Its number.
    #[tf(required)]
    number: i64,
    /// Where it stands.
    #[tf(computed, stable)]
    shelf: Attr<String>,
    /// Who may read it.
    #[tf(optional, write_only)]
    key_wo: Option<String>,
}

#[derive(Identity)]
struct Number {
    /// Its number.
    #[tf(required_for_import)]
    number: i64,
}

/// The books.
#[derive(Clone, Copy, Debug, Default, Schema)]
struct Filter {
    /// The first number.
    #[tf(optional, range(min = 1))]
    from: Option<i64>,
    /// The last number. Without it, there is always one more.
    #[tf(optional)]
    to: Option<i64>,
    /// What happens at the last one.
    #[tf(optional)]
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum End {
    Torn,
    Burning,
    Panicking,
    Unnumbered,
    Unfinished,
}

struct Books;

impl Resource for Books {
    type Client = Library;
    type Model = Book;
    const TYPE_NAME: &'static str = "test_book";

    fn create(&self, _: &mut Context<'_, Library>, create: Create<Book>) -> Result<Book, Failure<Book>> {
        Ok(create.planned)
    }

    fn read(&self, _: &mut Context<'_, Library>, state: Book) -> Result<Option<Book>, Diagnostics> {
        Ok(Some(state))
    }

    fn update(&self, _: &mut Context<'_, Library>, update: Update<Book>) -> Result<Book, Failure<Book>> {
        Ok(update.planned)
    }

    fn delete(&self, _: &mut Context<'_, Library>, _: Book) -> Result<(), Diagnostics> {
        Ok(())
    }
}

impl IdentifiedResource for Books {
    type Identity = Number;

    fn identity(&self, book: &Book) -> Option<Number> {
        (book.number > 0).then_some(Number { number: book.number })
    }
}

impl ListedResource for Books {
    type Filter = Filter;

    fn validate_filter(&self, filter: &Filter) -> Diagnostics {
        let is_empty = filter.from.zip(filter.to).is_some_and(|(from, to)| to < from);
        is_empty
            .then(|| Diagnostic::error("No book is between", "Exchange them.").at(Path::of("to")))
            .into_iter()
            .collect()
    }

    fn list(
        &self,
        context: &mut Context<'_, Library>,
        filter: Filter,
        list: &mut List<'_, Book>,
    ) -> Result<(), Diagnostics> {
        let listed = fill(filter, list);
        context.client.is_over.store(true, Ordering::Relaxed);
        context.warn(Diagnostic::warning("The library closes", "Come again."));
        listed
    }
}

fn fill(filter: Filter, list: &mut List<'_, Book>) -> Result<(), Diagnostics> {
    let last = filter.to.unwrap_or(i64::MAX);
    for number in filter.from.unwrap_or(1)..=last {
        let book = Book { number, shelf: Attr::Known("A".to_owned()), key_wo: None };
        match filter.end.filter(|_| number == last) {
            Some(End::Torn) => list.warn(Diagnostic::warning(format!("Book {number} is torn"), "It is not listed."))?,
            Some(End::Burning) => return Err(Diagnostic::error("The library is on fire", "Run.").into()),
            Some(End::Panicking) => panic!("the shelf fell"),
            Some(End::Unnumbered) => list.add("A book", Book { number: 0, ..book })?,
            Some(End::Unfinished) => list.add("A book", Book { shelf: Attr::Unknown, ..book })?,
            None => list.add(format!("Book {number}"), book)?,
        }
    }
    Ok(())
}

fn to(to: i64) -> Filter {
    Filter { to: Some(to), ..Filter::default() }
}

fn texts(found: &Diagnostics) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

#[test]
fn a_list_has_as_many_objects_as_its_limit_allows() {
    let server = TestServer::configured(Library::default(), &Config {}).unwrap();
    let books = server.resource::<Books>().unwrap();
    let numbers = |filter: Filter, limit| -> Vec<String> {
        let listing = books.list(&filter, limit, false).unwrap();
        listing.objects.into_iter().map(|listed| listed.display_name).collect()
    };
    assert_eq!(numbers(to(3), 100), ["Book 1", "Book 2", "Book 3"]);
    assert_eq!(numbers(to(3), 3).len(), 3);
    assert_eq!(numbers(Filter { from: Some(7), ..Filter::default() }, 2), ["Book 7", "Book 8"]);
    assert_eq!(numbers(Filter::default(), 1000).len(), 1000);
    assert_eq!((numbers(Filter::default(), 0), numbers(to(0), 100)), (vec![], vec![]));

    let listing = books.list(&to(1), 100, false).unwrap();
    let number = Value::Object([("number", 1.into())].into());
    assert_eq!((&listing.objects[0].identity, &listing.objects[0].object), (&number, &None));
    assert_eq!(texts(&listing.warnings), ["The library closes"]);
    let listing = books.list(&to(1), 100, true).unwrap();
    let book = Book { number: 1, shelf: Attr::Known("A".to_owned()), key_wo: None };
    assert_eq!(listing.objects[0].object, Some(book));
}

#[test]
fn an_object_that_cannot_be_listed_is_a_warning_and_everything_else_an_error() {
    let server = TestServer::configured(Library::default(), &Config {}).unwrap();
    let books = server.resource::<Books>().unwrap();
    let list = |end| books.list(&Filter { end: Some(end), ..to(3) }, 100, true);
    let listing = list(End::Torn).unwrap();
    assert_eq!((listing.objects.len(), texts(&listing.warnings)), (2, vec!["Book 3 is torn", "The library closes"]));
    let refused = |end, expected: &str| {
        let errors = list(end).unwrap_err();
        assert!(
            errors.iter().any(|error| format!("{}: {}", error.summary, error.detail).contains(expected)),
            "{errors:?}"
        );
    };
    refused(End::Burning, "The library is on fire");
    refused(End::Panicking, "it panicked in `list` of test_book: the shelf fell");
    refused(End::Unnumbered, "`list` of test_book left an object without identity");
    refused(End::Unfinished, "`list` of test_book left values unknown: shelf");
    for filter in [Filter { from: Some(0), ..to(3) }, Filter { from: Some(3), ..to(2) }] {
        assert!(books.list(&filter, 100, false).is_err(), "{filter:?}");
    }
}

async fn configured(library: &Library) -> ProviderServer<Library> {
    let server = ProviderServer::new(library.clone());
    let config = Some(wire::DynamicValue { msgpack: vec![0x80], json: Vec::new() });
    let request = wire::configure_provider::Request { config, ..Default::default() };
    assert_eq!(server.configure_provider(Request::new(request)).await.unwrap().into_inner().diagnostics, []);
    server
}

fn endless() -> wire::list_resource::Request {
    wire::list_resource::Request { type_name: "test_book".to_owned(), limit: i64::MAX, ..Default::default() }
}

async fn is_over(library: &Library) {
    while !library.is_over.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// As Terraform does at its own limit. A block `config` that is not there has no filters.
#[tokio::test]
async fn a_list_ends_when_its_client_is_gone() {
    let library = Library::default();
    let server = configured(&library).await;
    let mut events = server.list_resource(Request::new(endless())).await.unwrap().into_inner();
    assert_eq!(events.next().await.unwrap().unwrap().display_name, "Book 1");
    assert!(!library.is_over.load(Ordering::Relaxed));
    drop(events);
    is_over(&library).await;
}

#[tokio::test]
async fn a_list_ends_without_an_error_when_the_user_interrupts() {
    let library = Library::default();
    let server = configured(&library).await;
    let mut events = server.list_resource(Request::new(endless())).await.unwrap().into_inner();
    assert!(events.next().await.is_some());
    server.stop_provider(Request::new(Default::default())).await.unwrap();
    let rest: Vec<Event> = events.map(Result::unwrap).collect().await;
    is_over(&library).await;
    let summaries = rest.iter().flat_map(|event| &event.diagnostic).map(|found| found.summary.as_str());
    assert_eq!(summaries.collect::<Vec<_>>(), ["The library closes"]);
}

#[tokio::test]
async fn a_list_that_does_not_exist_or_is_not_configured_is_an_error() {
    let unconfigured = ProviderServer::new(Library::default());
    let configured = configured(&Library::default()).await;
    let unknown = wire::list_resource::Request { type_name: "test_film".to_owned(), ..endless() };
    for (server, request) in [(unconfigured, endless()), (configured, unknown)] {
        let events = server.list_resource(Request::new(request)).await.unwrap().into_inner();
        let events: Vec<Event> = events.map(Result::unwrap).collect().await;
        let [Event { diagnostic, identity: None, .. }] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(diagnostic[0].summary, "Internal provider error");
    }
}

#[tokio::test]
async fn a_schema_and_the_metadata_name_the_list() {
    let server = ProviderServer::new(Library::default());
    let schemas = server.get_provider_schema(Request::new(Default::default())).await.unwrap().into_inner();
    let block = schemas.list_resource_schemas["test_book"].block.clone().unwrap();
    let names: Vec<&str> = block.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(names, ["end", "from", "to"]);
    assert_eq!(Schema::of::<Filter>(0).unwrap().block.attributes.len(), 3);
    let metadata = server.get_metadata(Request::new(Default::default())).await.unwrap().into_inner();
    assert_eq!(metadata.list_resources[0].type_name, "test_book");
}
