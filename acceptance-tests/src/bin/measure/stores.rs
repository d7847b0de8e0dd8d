//! The same commands on a hierarchy in a file and on one in a database.

use anyhow::Result;
use serde_json::json;
use test_postgres::{ADMINISTRATOR, Server, new_name};

use crate::bench::Bench;
use crate::budget::Budget;
use crate::commands::NO_OP_PLAN;
use crate::configuration;
use crate::cost::{Cost, highest_peak};
use crate::options::Scope;
use crate::place::Place;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};
use crate::storage::Storage;

/// How much longer a refresh may take with a database on this machine than with a file.
const ALLOWED: f64 = 1.5;

const APPLY: &str = "apply";
const REFRESH: &str = "refresh";

/// The commands in the order they run, and whether each can be repeated.
const COMMANDS: [(&str, &[&str], bool); 4] = [
    (APPLY, &["apply", "-auto-approve", "-parallelism=10"], false),
    (REFRESH, &["plan", "-refresh-only"], true),
    (NO_OP_PLAN, &["plan", "-detailed-exitcode"], true),
    ("destroy", &["destroy", "-auto-approve", "-parallelism=10"], false),
];

/// A database server with the default settings, reached at 127.0.0.1.
pub(crate) struct Databases(Server);

impl Databases {
    pub(crate) fn start() -> Result<Self> {
        Server::start_on_network(&[], |_| Ok(())).map(Self)
    }

    /// A hierarchy that does not exist yet.
    pub(crate) fn new_hierarchy(&self) -> Storage {
        let (port, name) = (self.0.port(), new_name());
        Storage::Database(format!("postgres://{ADMINISTRATOR}@127.0.0.1:{port}/postgres?hierarchy={name}"))
    }
}

pub(crate) fn measure(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Section> {
    let databases = Databases::start()?;
    let count = scope.many;
    let place = |name: &str, storage: Storage| -> Result<Place<'_>> {
        let place = bench.watched(&format!("in-{name}"), provider, &configuration!("roles"))?.sharing(&storage);
        place.set(&json!({ "objects": count })).map(|()| place)
    };
    let file = place("file", Storage::File(bench.folder().join("stores.db")))?;
    let database = place("database", databases.new_hierarchy())?;

    let mut section = Section::new(
        "Software update points in a file and in a database on this machine (medians)",
        &["what", "roles", "file", "database", "database to file"],
    );
    let mut row = |what: String, [file, database]: [f64; 2]| {
        let ratio = database / file;
        section.row([json!(what), json!(count), json!(file), json!(database), json!(ratio)]);
        ratio
    };
    let (mut all, mut refresh) = ([Vec::new(), Vec::new()], [0.0; 2]);
    for (command, arguments, can_be_repeated) in COMMANDS {
        bench.announce(format!("{command} of {count} software update points in a file and in a database"));
        let times = if can_be_repeated { scope.rounds } else { 1 };
        let costs = in_turn([&file, &database], arguments, times)?;
        let medians = costs.each_ref().map(|costs| Cost::median(costs));
        let wall = row(format!("{command}, ms"), medians.map(|cost| milliseconds(cost.wall)));
        let cpu = row(format!("{command}, own CPU ms"), medians.map(|cost| milliseconds(cost.cpu)));
        if command == APPLY {
            row("creates a second".to_owned(), medians.map(|cost| f64::from(count) / cost.wall.as_secs_f64()));
        }
        if command == REFRESH {
            refresh = [wall, cpu];
        }
        all.iter_mut().zip(costs).for_each(|(all, costs)| all.extend(costs));
    }
    let peaks = all.map(|costs| mebibytes(highest_peak(&costs)));
    row("peak memory, MiB".to_owned(), peaks);
    let [wall, cpu] = refresh;
    section.budget(Budget::new(format!("refresh of {count}, database to file"), wall, "x", ALLOWED));
    section.budget(Budget::new(format!("own CPU of a refresh of {count}, database to file"), cpu, "x", ALLOWED));
    for ((what, allowed), peak) in [("a file", 12.0), ("a database", 16.0)].into_iter().zip(peaks) {
        section.budget(Budget::new(format!("peak memory with {what}"), peak, "MiB", allowed));
    }
    Ok(section)
}

/// What a command costs in each of two places, several times in turn: what runs before has an effect on what runs next.
fn in_turn(places: [&Place<'_>; 2], arguments: &[&str], times: u32) -> Result<[Vec<Cost>; 2]> {
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..times {
        for (place, costs) in places.iter().zip(&mut costs) {
            costs.push(place.cost(arguments)?);
        }
    }
    Ok(costs)
}
