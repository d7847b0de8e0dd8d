//! Makes a report fit under a host's limit, by leaving out whole rows.

/// A section in its form, in parts that are never broken.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) title: &'static str,
    heading: String,
    /// What is written around the rows.
    around: [String; 2],
    pub(super) rows: Vec<String>,
    lengths: Vec<usize>,
    /// The length without rows.
    frame: usize,
}

impl Part {
    pub(super) fn new(title: &'static str, heading: String, around: [String; 2], rows: Vec<String>) -> Self {
        let lengths = rows.iter().map(|row| length(row)).collect();
        let frame = length(&heading) + around.iter().map(|text| length(text)).sum::<usize>();
        Self { title, heading, around, rows, lengths, frame }
    }

    fn length(&self) -> usize {
        self.length_with(self.rows.len())
    }

    fn length_with(&self, rows: usize) -> usize {
        self.frame + self.lengths.iter().take(rows).sum::<usize>()
    }

    /// The number of rows that fit into a length.
    fn rows_within(&self, room: usize) -> usize {
        let mut used = self.frame;
        let fits = |length: &&usize| {
            used += **length;
            used <= room
        };
        self.lengths.iter().take_while(fits).count()
    }

    /// The text with its first rows.
    pub(super) fn with_rows(&self, number: usize) -> String {
        if number == 0 && !self.rows.is_empty() {
            return format!("### {}\n\nIts rows do not fit here.\n\n", self.title);
        }
        let rows: String = self.rows.iter().take(number).map(String::as_str).collect();
        format!("{}{}{rows}{}", self.heading, self.around[0], self.around[1])
    }
}

/// The number of rows of each part that fit together. Small parts are whole, so that large ones do not push them out; large
/// parts share what is left.
pub(super) fn fitting(parts: &[Part], room: usize) -> Vec<usize> {
    let mut by_length: Vec<(usize, &Part)> = parts.iter().enumerate().collect();
    by_length.sort_by_cached_key(|(_, part)| part.length());
    let mut numbers = vec![0; parts.len()];
    let (mut left, mut waiting) = (room, parts.len());
    for (index, part) in by_length {
        let share = left / waiting.max(1);
        waiting -= 1;
        let number = part.rows_within(share);
        if let Some(place) = numbers.get_mut(index) {
            *place = number;
        }
        left = left.saturating_sub(part.length_with(number));
    }
    numbers
}

/// The length in UTF-16 units. Hosts do not say what they count; this is the most that they can.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rows: usize, row: &str) -> Part {
        let around = ["<".to_owned(), ">".to_owned()];
        Part::new("", "#".to_owned(), around, vec![row.to_owned(); rows])
    }

    #[test]
    fn small_parts_are_whole_and_large_ones_share_the_rest() {
        for (what, parts, room, expected) in [
            ("all fit", vec![part(2, "12345"), part(3, "12345")], 100, vec![2, 3]),
            ("a large one is cut", vec![part(100, "12345"), part(3, "12345")], 100, vec![15, 3]),
            ("two large ones share", vec![part(100, "12345"), part(100, "12345")], 100, vec![9, 9]),
            ("letters of two units", vec![part(100, "😀")], 13, vec![5]),
            ("nothing fits", vec![part(2, "1234567890")], 12, vec![0]),
        ] {
            assert_eq!(fitting(&parts, room), expected, "{what}");
        }
    }
}
