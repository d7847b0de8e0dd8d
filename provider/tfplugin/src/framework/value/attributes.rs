//! What belongs to each attribute of an object, kept by position.

use std::borrow::Cow;
use std::iter::Zip;
use std::sync::Arc;
use std::{slice, vec};

/// An attribute's name: of a struct's field, or read.
type Name = Cow<'static, str>;

/// The names of attributes in alphabetical order, each once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Names(Arc<[Name]>);

impl Names {
    /// The position of a name, which is looked for at `expected` first: walks come in the order of the names. After
    /// that a look at each is fastest: few names are of the same length.
    fn position(&self, name: &[u8], expected: usize) -> Option<usize> {
        let is_at = |position: usize| self.0.get(position).is_some_and(|there| there.as_bytes() == name);
        if is_at(expected) { Some(expected) } else { (0..self.0.len()).find(|position| is_at(*position)) }
    }
}

/// A `T` for each attribute of an object, in alphabetical order of their names: its value in a [`super::Value`], its
/// type in a [`super::Type`]. Values of one type share the names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attributes<T> {
    names: Names,
    content: Vec<T>,
}

impl<T> Attributes<T> {
    /// The number of attributes.
    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// Whether there is no attribute.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// What belongs to an attribute.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.find(name.as_bytes(), 0).map(|(_, content)| content)
    }

    /// What belongs to an attribute, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let position = self.names.position(name.as_bytes(), 0)?;
        self.content.get_mut(position)
    }

    /// Adds an attribute or replaces what belongs to it; returns what belonged to it before.
    pub fn insert(&mut self, name: impl Into<Cow<'static, str>>, content: T) -> Option<T> {
        let name = name.into();
        match self.names.0.binary_search(&name) {
            Ok(position) => self.content.get_mut(position).map(|there| std::mem::replace(there, content)),
            Err(position) => {
                let mut names = self.names.0.to_vec();
                names.insert(position, name);
                self.names = Names(names.into());
                self.content.insert(position, content);
                None
            }
        }
    }

    /// Removes an attribute; returns what belonged to it.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let position = self.names.position(name.as_bytes(), 0)?;
        let mut names = self.names.0.to_vec();
        names.remove(position);
        self.names = Names(names.into());
        Some(self.content.remove(position))
    }

    /// The names.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.0.iter().map(AsRef::as_ref)
    }

    /// What belongs to the attributes.
    pub fn values(&self) -> slice::Iter<'_, T> {
        self.content.iter()
    }

    /// What belongs to the attributes, to change it.
    pub fn values_mut(&mut self) -> slice::IterMut<'_, T> {
        self.content.iter_mut()
    }

    /// The attributes.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self.names.0.iter().zip(&self.content))
    }

    /// Other content for the same attributes.
    pub fn map<U>(self, other: impl FnMut(T) -> U) -> Attributes<U> {
        Attributes { names: self.names, content: self.content.into_iter().map(other).collect() }
    }

    /// The position of an attribute and what belongs to it. `expected` is where a walk in the order of the names is.
    pub(crate) fn find(&self, name: &[u8], expected: usize) -> Option<(usize, &T)> {
        let position = self.names.position(name, expected)?;
        Some((position, self.content.get(position)?))
    }

    /// As [`Attributes::find`], to change it.
    pub(crate) fn find_mut(&mut self, name: &str, expected: usize) -> Option<&mut T> {
        let position = self.names.position(name.as_bytes(), expected)?;
        self.content.get_mut(position)
    }

    /// Content for the same attributes, by position.
    pub(crate) fn with<U>(&self, content: Vec<U>) -> Attributes<U> {
        debug_assert_eq!(self.len(), content.len());
        Attributes { names: self.names.clone(), content }
    }

    /// Content for the same attributes, by position; the name of the first attribute without any where there is one.
    pub(super) fn with_all<U>(&self, content: Vec<Option<U>>) -> Result<Attributes<U>, &str> {
        match content.iter().zip(self.names()).find(|(content, _)| content.is_none()) {
            Some((_, name)) => Err(name),
            None => Ok(self.with(content.into_iter().flatten().collect())),
        }
    }
}

impl<T> Default for Attributes<T> {
    fn default() -> Self {
        Self::from([])
    }
}

impl<T, N: Into<Cow<'static, str>>> FromIterator<(N, T)> for Attributes<T> {
    /// Of attributes of the same name the last counts.
    fn from_iter<I: IntoIterator<Item = (N, T)>>(attributes: I) -> Self {
        let mut attributes: Vec<(Name, T)> =
            attributes.into_iter().map(|(name, content)| (name.into(), content)).collect();
        attributes.sort_by(|(one, _), (other, _)| one.cmp(other));
        attributes.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let (names, content): (Vec<Name>, Vec<T>) = attributes.into_iter().unzip();
        Self { names: Names(names.into()), content }
    }
}

impl<T, const N: usize> From<[(&'static str, T); N]> for Attributes<T> {
    fn from(attributes: [(&'static str, T); N]) -> Self {
        attributes.into_iter().collect()
    }
}

/// Attributes with their names.
#[derive(Debug)]
pub struct Iter<'a, T>(Zip<slice::Iter<'a, Name>, slice::Iter<'a, T>>);

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = (&'a str, &'a T);
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, content)| (name.as_ref(), content))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Attributes<T> {
    type Item = (&'a str, &'a T);
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// Attributes with their names, one after the other taken out.
#[derive(Debug)]
pub struct IntoIter<T> {
    names: Names,
    content: std::iter::Enumerate<vec::IntoIter<T>>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = (Cow<'static, str>, T);
    fn next(&mut self) -> Option<Self::Item> {
        let (position, content) = self.content.next()?;
        self.names.0.get(position).map(|name| (name.clone(), content))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.content.size_hint()
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> IntoIterator for Attributes<T> {
    type Item = (Cow<'static, str>, T);
    type IntoIter = IntoIter<T>;
    fn into_iter(self) -> IntoIter<T> {
        IntoIter { names: self.names, content: self.content.into_iter().enumerate() }
    }
}

#[cfg(test)]
mod tests {
    use super::Attributes;

    #[test]
    fn attributes_are_in_the_order_of_their_names_each_once() {
        let mut attributes: Attributes<i32> = [("b", 1), ("a", 2), ("b", 3)].into_iter().collect();
        assert_eq!(attributes.iter().collect::<Vec<_>>(), [("a", &2), ("b", &3)]);
        assert_eq!((attributes.insert("b", 4), attributes.insert("ab".to_owned(), 5)), (Some(3), None));
        assert_eq!(attributes.remove("a"), Some(2));
        assert_eq!(attributes.remove("a"), None);
        assert_eq!(attributes, [("b", 4), ("ab", 5)].into());
        assert_eq!(
            attributes.into_iter().map(|(name, content)| format!("{name}{content}")).collect::<Vec<_>>(),
            ["ab5", "b4"]
        );
    }

    #[test]
    fn an_attribute_is_found_wherever_it_is_expected() {
        let attributes: Attributes<i32> = [("a", 1), ("b", 2), ("c", 3)].into();
        for expected in 0..5 {
            assert_eq!(attributes.find(b"b", expected), Some((1, &2)));
            assert_eq!(attributes.find(b"bb", expected), None);
        }
    }
}
