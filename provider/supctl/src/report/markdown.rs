//! A report as a comment in Markdown, with what each host renders and under its limit.

use super::document::{Body, Document, Line, Section, Sign, Span, Text};
use super::fit::{Part, fitting, length};
use crate::shared::markdown::{code, fence};

/// A host that shows comments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host {
    /// The longest comment in UTF-16 units.
    pub(super) limit: usize,
    /// Whether it folds `<details>`.
    folds: bool,
    /// Whether it shows `> [!WARNING]` as a box.
    has_boxes: bool,
    has_tables: bool,
    /// Whether it hides comments of HTML.
    hides_comments: bool,
}

/// GitHub refuses longer comments with status 422.
pub(super) const GITHUB: Host =
    Host { limit: 65_536, folds: true, has_boxes: true, has_tables: true, hides_comments: true };
pub(super) const GITLAB: Host = Host { limit: 1_000_000, ..GITHUB };
/// Azure DevOps takes 150,000 by one source and 65,000 by another one.
pub(super) const AZURE: Host = Host { limit: 65_000, folds: false, has_boxes: false, ..GITHUB };
pub(super) const BITBUCKET: Host =
    Host { limit: 32_768, folds: false, has_boxes: false, has_tables: false, hides_comments: false };

/// What is kept free in every comment.
const RESERVE: usize = 1000;

impl Host {
    /// The comment.
    pub(super) fn comment(&self, document: &Document) -> String {
        let marker = if self.hides_comments {
            format!("<!-- {} -->\n\n", document.marker)
        } else {
            // A reference that nothing uses is not shown.
            format!("[//]: # ({})\n\n", document.marker)
        };
        let title = format!("## {}\n\n", document.title);
        let introduction: String = document.introduction.iter().map(|text| format!("{}\n\n", inline(text))).collect();
        let parts: Vec<Part> = document.sections.iter().map(|section| self.part(section)).collect();
        let longest_notice = length(&self.notice(&parts, &vec![0; parts.len()]));
        let used = [&marker, &title, &introduction].map(|text| length(text)).iter().sum::<usize>();
        let room = self.limit.saturating_sub(used + RESERVE);
        let all: Vec<usize> = parts.iter().map(|part| part.rows.len()).collect();
        let whole = fitting(&parts, room);
        let numbers = if whole == all { all } else { fitting(&parts, room.saturating_sub(longest_notice)) };
        let notice = self.notice(&parts, &numbers);
        let sections: String = parts.iter().zip(numbers).map(|(part, number)| part.with_rows(number)).collect();
        let text = format!("{marker}{title}{notice}{introduction}{sections}");
        format!("{}\n", text.trim_end())
    }

    /// What was left out; empty if nothing was.
    fn notice(&self, parts: &[Part], numbers: &[usize]) -> String {
        let left_out = parts.iter().zip(numbers).filter(|(part, number)| part.rows.len() > **number);
        let left_out: Vec<String> = left_out
            .map(|(part, number)| {
                format!("{} of {} rows of \"{}\"", part.rows.len() - number, part.rows.len(), part.title)
            })
            .collect();
        if left_out.is_empty() {
            return String::new();
        }
        let text = format!(
            "This comment is cut off at the limit of {} characters. Not shown: {}. The whole report is the page of supctl \
             report --format html.",
            self.limit,
            left_out.join(", ")
        );
        if self.has_boxes { format!("> [!WARNING]\n> {text}\n\n") } else { format!("**{text}**\n\n") }
    }

    fn part(&self, section: &Section) -> Part {
        let Section { title, introduction, is_folded, body } = section;
        let with_number = section.heading();
        let introduction = if introduction.is_empty() { String::new() } else { format!("{introduction}\n\n") };
        let (before, rows, after) = self.body(body);
        let (heading, fold) = if *is_folded && self.folds {
            let fold = [format!("<details><summary>{with_number}</summary>\n\n"), "\n</details>\n\n".to_owned()];
            (String::new(), fold)
        } else {
            (format!("### {with_number}\n\n"), [String::new(), "\n".to_owned()])
        };
        let around = [format!("{}{introduction}{before}", fold[0]), format!("{after}{}", fold[1])];
        Part::new(title, heading, around, rows)
    }

    /// What is before the rows, the rows, and what is after them.
    fn body(&self, body: &Body) -> (String, Vec<String>, String) {
        match body {
            Body::List(rows) => {
                (String::new(), rows.iter().map(|row| format!("- {}\n", inline(row))).collect(), String::new())
            }
            Body::Diff(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| row.iter().map(diff_line).collect()).collect();
                fenced("diff", rows)
            }
            Body::Sites(rows) => {
                let line = |row: &super::tree::SiteRow| diff_line(&Line { sign: row.sign, text: row.text() });
                fenced("diff", rows.iter().map(line).collect())
            }
            Body::Texts(rows) => {
                let gap = |number: usize| if number == 0 { "" } else { "\n" };
                let row = |(number, row): (usize, &Vec<String>)| format!("{}{}\n", gap(number), row.join("\n"));
                fenced("", rows.iter().enumerate().map(row).collect())
            }
            Body::Table(rows) if self.has_tables => {
                let cells = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
                let header =
                    rows.first().map(|header| format!("{}|{}\n", cells(header), " --- |".repeat(header.len())));
                (header.unwrap_or_default(), rows.iter().skip(1).map(cells).collect(), String::new())
            }
            Body::Table(rows) => (String::new(), listed(rows), String::new()),
        }
    }
}

/// The rows of a table as a list.
fn listed(rows: &[Vec<String>]) -> Vec<String> {
    let header = rows.first().map_or(&[][..], Vec::as_slice);
    let line = |row: &Vec<String>| {
        let cells = header.iter().zip(row).skip(1).filter(|(_, cell)| *cell != "0");
        let cells: Vec<String> = cells.map(|(verb, cell)| format!("{cell} to {verb}")).collect();
        format!("- {}: {}\n", row.first().map_or("", String::as_str), cells.join(", "))
    };
    rows.iter().skip(1).map(line).collect()
}

fn fenced(language: &str, rows: Vec<String>) -> (String, Vec<String>, String) {
    let fence = fence(rows.iter().map(String::as_str));
    (format!("{fence}{language}\n"), rows, format!("{fence}\n"))
}

/// Hosts color a line by a sign in its first column, and know three of them.
fn diff_line(line: &Line) -> String {
    let sign = match line.sign {
        Sign::Added => '+',
        Sign::Removed => '-',
        Sign::Changed | Sign::Replaced => '!',
        Sign::Same => ' ',
        Sign::Note => '#',
    };
    format!("{sign} {}\n", line.text)
}

fn inline(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Words(words) => words.to_string(),
        Span::Code(text) => code(text),
    };
    text.0.iter().map(span).collect()
}
