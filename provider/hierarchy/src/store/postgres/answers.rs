//! What a transaction was told. Rules look at the same objects again and again, and each look at the server takes a round trip.

use std::collections::HashMap;
use std::rc::Rc;

use tokio_postgres::Row;

use super::statement::Query;

/// The rows of an answer.
pub(super) type Rows = Rc<[Row]>;

/// An answer with more rows is not kept: whoever reads all objects of a kind reads them once.
const MOST_ROWS: usize = 64;

/// How many answers are kept. A check of a whole hierarchy asks more.
const MOST_ANSWERS: usize = 1024;

/// Answers that are still true, because nothing was changed since.
#[derive(Default)]
pub(super) struct Answers(HashMap<Query, Rows>);

impl Answers {
    pub(super) fn to(&self, query: &Query) -> Option<Rows> {
        self.0.get(query).map(Rc::clone)
    }

    pub(super) fn keep(&mut self, query: Query, rows: &Rows) {
        if rows.len() > MOST_ROWS {
            return;
        }
        if self.0.len() >= MOST_ANSWERS {
            self.0.clear();
        }
        self.0.insert(query, Rc::clone(rows));
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}
