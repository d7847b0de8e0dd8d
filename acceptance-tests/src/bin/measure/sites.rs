//! The sites of `configurations/sites.tf`, below its central administration site.

use serde_json::{Value, json};

/// How many sites of each type there are.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// At most 25.
    pub(crate) primaries: u8,
    /// Below each primary site, at most 250.
    pub(crate) secondaries: u8,
}

impl Shape {
    /// Ten sites.
    pub(crate) const SMALL: Self = Self { primaries: 3, secondaries: 2 };
    /// As many as the product supports.
    pub(crate) const LARGEST: Self = Self { primaries: 25, secondaries: 250 };

    /// All sites, the central administration site included.
    pub(crate) fn total(self) -> u32 {
        1 + u32::from(self.primaries) * (1 + u32::from(self.secondaries))
    }

    /// Each primary site with its secondary sites.
    pub(crate) fn branches(self) -> impl Iterator<Item = Sites> {
        letters(self.primaries).map(move |letter| Sites {
            central: false,
            primaries: vec![primary(letter)],
            secondaries: (1..=u32::from(self.secondaries)).map(|number| secondary(letter, number)).collect(),
        })
    }
}

/// The central administration site, or not, and codes of primary and secondary sites.
pub(crate) struct Sites {
    central: bool,
    primaries: Vec<String>,
    secondaries: Vec<String>,
}

impl Sites {
    /// The central administration site alone.
    pub(crate) const CENTRAL: Self = Self { central: true, primaries: Vec::new(), secondaries: Vec::new() };

    /// The central administration site, four primary sites and as many secondary sites as it takes for `total`.
    pub(crate) fn in_total(total: u32) -> Self {
        let primaries: Vec<char> = letters(4).collect();
        let secondaries = (0..).flat_map(|round| primaries.iter().map(move |letter| secondary(*letter, round + 1)));
        Self {
            central: true,
            secondaries: secondaries.take(total.saturating_sub(5) as usize).collect(),
            primaries: primaries.iter().map(|letter| primary(*letter)).collect(),
        }
    }

    /// Variables for one object a site, and for `objects` where they are of one site or of none.
    pub(crate) fn variables(&self, objects: u32) -> Value {
        json!({
            "objects": objects,
            "central": self.central,
            "primaries": self.primaries,
            "secondaries": self.secondaries,
        })
    }
}

fn letters(count: u8) -> impl Iterator<Item = char> {
    ('B'..='Z').take(count.into())
}

fn primary(letter: char) -> String {
    format!("{letter}00")
}

fn secondary(letter: char, number: u32) -> String {
    format!("{letter}{number:02X}")
}
