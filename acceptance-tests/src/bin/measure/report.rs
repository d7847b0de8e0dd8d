//! What is printed: a table for each section as soon as it is measured and the budgets at the end, or all as JSON.

use std::time::Duration;

use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::{Map, Value, json};

use crate::budget::Budget;

/// Columns of a terminal the tables fit in.
const WIDTH: u16 = 80;

/// The numbers of one measurement.
pub(crate) struct Section {
    title: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
    budgets: Vec<Budget>,
}

impl Section {
    /// Columns of numbers have their unit in the name.
    pub(crate) fn new(title: &'static str, columns: &'static [&'static str]) -> Self {
        Self { title, columns, rows: Vec::new(), budgets: Vec::new() }
    }

    /// Texts and numbers, one a column; null where there is none.
    pub(crate) fn row<const N: usize>(&mut self, cells: [Value; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn budget(&mut self, budget: Budget) {
        self.budgets.push(budget);
    }

    fn table(&self) -> Table {
        let mut table = table(self.columns);
        for row in &self.rows {
            table.add_row(row.iter().map(cell));
        }
        for (index, column) in table.column_iter_mut().enumerate() {
            if self.rows.iter().any(|row| row.get(index).is_some_and(Value::is_number)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    fn json(&self) -> Value {
        let keys = self.columns.iter().map(|column| column.to_lowercase().replace(' ', "_"));
        let rows = self.rows.iter().map(|row| keys.clone().zip(row.iter().cloned()).collect::<Map<_, _>>());
        json!({ "section": self.title, "rows": rows.collect::<Vec<_>>() })
    }
}

/// All sections of one measurement.
pub(crate) struct Report {
    is_json: bool,
    is_judged: bool,
    sections: Vec<Section>,
}

impl Report {
    pub(crate) fn new(is_json: bool, is_judged: bool) -> Self {
        Self { is_json, is_judged, sections: Vec::new() }
    }

    /// Prints the section, unless it is for a machine.
    pub(crate) fn add(&mut self, section: Section) {
        if !self.is_json && !section.rows.is_empty() {
            println!("{}\n\n{}\n", section.title, section.table());
        }
        self.sections.push(section);
    }

    /// Prints the budgets of all sections, or everything as JSON.
    pub(crate) fn finish(&self) {
        let budgets = self.sections.iter().flat_map(|section| &section.budgets);
        if self.is_json {
            let budgets = budgets.map(|budget| budget.json(self.is_judged));
            let sections = self.sections.iter().map(Section::json);
            let report = json!({ "sections": sections.collect::<Vec<_>>(), "budgets": budgets.collect::<Vec<_>>() });
            println!("{report:#}");
            return;
        }
        let mut table = table(&["budget", "measured", "at most", "verdict"]);
        for budget in budgets {
            table.add_row([
                budget.what.as_str(),
                &budget.measured(),
                &budget.allowed(),
                budget.verdict(self.is_judged),
            ]);
        }
        for column in table.column_iter_mut().skip(1).take(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        println!("Budgets\n\n{table}");
        if !self.is_judged {
            println!("\nNo budget is judged: budgets apply to the release build without --quick.");
        }
    }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::ASCII_MARKDOWN)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    table
}

/// Counts as they are, measured numbers with one digit.
fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => format!("{:.1}", number.as_f64().unwrap_or_default()),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
pub(crate) fn millions(count: u64) -> f64 {
    count as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
