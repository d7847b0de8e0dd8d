//! The hierarchy as a picture: a box for each row of the tree, lines from parents to what is below them, and a lane at the
//! right from each software update point to its synchronization source.

use std::collections::HashMap;

use minijinja::{Value, context};

use super::html::class;
use super::tree::{Shape, SiteRow};

/// All lengths are in pixels. It is as wide as the narrowest page.
const WIDTH: usize = 360;
const ROW: usize = 46;
const BOX: usize = 38;
const INDENT: usize = 16;
/// A box ends where the lanes begin.
const LANES: usize = 48;
const LANE: usize = 8;
/// Longer texts would run out of the box. Letters are seven pixels wide at most, and those of notes six.
const LETTER: usize = 8;
const SMALL_LETTER: usize = 6;

/// The picture.
pub(super) fn of(rows: &[SiteRow]) -> Value {
    let places: HashMap<&str, usize> =
        rows.iter().enumerate().filter_map(|(index, row)| Some((row.id.as_deref()?, index))).collect();
    let mut above: Vec<usize> = Vec::new();
    let (mut boxes, mut branches, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
    for (index, row) in rows.iter().enumerate() {
        above.truncate(row.depth);
        boxes.push(drawn(index, row));
        if let Some(parent) = above.last() {
            let x = left(row.depth) - INDENT / 2;
            branches.push(context! { x, from => top(*parent) + BOX, to => middle(index), end => left(row.depth) });
        }
        let source = row.source.as_deref().and_then(|source| places.get(source)).copied();
        if let Some(source) = source {
            let depth = rows.get(source).map_or(0, |row| row.depth);
            let is_replica = rows.get(source).is_some_and(|other| other.depth == row.depth);
            // What has its source at the same depth runs inside, so that lanes do not cross.
            let lane = 4 - depth.min(3) + usize::from(!is_replica);
            let x = right() + lane * LANE - LANE / 2;
            lanes.push(
                context! { x, start => right(), from => middle(index), to => middle(source), class => class(row.sign) },
            );
        }
        above.push(index);
    }
    context! { width => WIDTH, height => rows.len() * ROW + 4, boxes, branches, lanes }
}

fn drawn(index: usize, row: &SiteRow) -> Value {
    let x = left(row.depth);
    let width = right() - x;
    let shape = match row.shape {
        Shape::Site => "site",
        Shape::SoftwareUpdatePoint => "sup",
        Shape::Other => "other",
    };
    context! {
        x, width, shape,
        y => top(index),
        height => BOX,
        class => class(row.sign),
        sign => row.sign.letter().to_string().trim(),
        name => within(&row.name, (width - 26) / LETTER),
        note => within(&row.note, (width - 26) / SMALL_LETTER),
        whole => format!("{}: {}", row.name, row.note),
    }
}

fn left(depth: usize) -> usize {
    2 + depth.min(8) * INDENT
}

fn right() -> usize {
    WIDTH - LANES
}

fn top(index: usize) -> usize {
    2 + index * ROW
}

fn middle(index: usize) -> usize {
    top(index) + BOX / 2
}

/// The text, or its begin and three dots where it is too long.
fn within(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}
