//! Shared values that are compared by identity.

use core::ops::Deref;
use std::rc::Rc;

/// A shared value that equals only its own copies, whatever it holds. To copy and to compare it
/// costs the same for every size of the value, so that it suits the properties of a component.
#[derive(Debug, Default)]
pub(crate) struct Same<T>(Rc<T>);

impl<T> Same<T> {
    /// Shares a value. Two values that are shared apart are never equal.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
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
}
