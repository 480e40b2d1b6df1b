//! Shared values that are compared by identity.

use core::ops::Deref;
use std::rc::Rc;

/// A shared value that equals only its own copies, even if another value has the same content.
/// Copying and comparing cost the same for a value of any size, so that it suits the properties of
/// a component.
#[derive(Debug, Default)]
pub(crate) struct Same<T>(Rc<T>);

impl<T> Same<T> {
    /// Shares a value. The results of two calls are never equal.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T: PartialEq> Same<T> {
    /// Shares the next state of a value. The result is a copy of `before` if nothing has changed,
    /// so that components that show the value need not render again.
    pub(crate) fn next(before: Option<&Self>, value: T) -> Self {
        match before {
            Some(before) if **before == value => before.clone(),
            _ => Self::new(value),
        }
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_copies_are_equal() {
        let one = Same::new(1);
        assert_eq!(one, one.clone());
        assert_ne!(one, Same::new(1));
    }

    #[test]
    fn a_value_that_has_not_changed_stays_the_same() {
        let one = Same::next(None, 1);
        assert_eq!(Same::next(Some(&one), 1), one);
        assert_ne!(Same::next(Some(&one), 2), one);
    }
}
