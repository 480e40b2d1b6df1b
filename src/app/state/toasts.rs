//! The toasts: short messages about what just happened, a bounded number of them at a time.

use api::Notice;
use primitives::Amount;

/// Maximum number of toasts shown at the same time. The oldest is removed for a new one, so that
/// many notices never cover the page.
const MAX_TOASTS: usize = 3;

/// A short message about something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    /// Identifies the toast when it is dismissed.
    pub(crate) id: u32,
    /// The event.
    pub(crate) news: News,
}

/// The content of a toast.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum News {
    /// Blocks that this node's miner has found since the toast appeared; one toast counts them all.
    Found {
        /// The number of blocks.
        blocks: u32,
        /// The height of the last one.
        height: u32,
        /// The sum of their rewards, fees included.
        coins: Amount,
    },
    /// Any other notice.
    Other(Notice),
}

/// The toasts that are shown, oldest first; at most [`MAX_TOASTS`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Toasts {
    shown: Vec<Toast>,
    next_id: u32,
}

impl Toasts {
    /// The toasts, oldest first.
    pub(crate) fn shown(&self) -> &[Toast] {
        &self.shown
    }

    /// Removes the toast with this id.
    pub(crate) fn dismiss(&mut self, id: u32) {
        self.shown.retain(|toast| toast.id != id);
    }

    /// Removes the toasts about the chain that was open, because a person would take them for
    /// toasts about the next one. Toasts about problems stay.
    pub(crate) fn leave_chain(&mut self) {
        let is_trouble = |toast: &Toast| matches!(toast.news, News::Other(Notice::Trouble { .. }));
        self.shown.retain(is_trouble);
    }

    /// Adds a toast. A found block is counted in the toast for found blocks if there is one.
    pub(crate) fn add(&mut self, notice: Notice) {
        let news = match notice {
            Notice::BlockFound { height, reward } => {
                if self.count_found(height, reward) {
                    return;
                }
                News::Found {
                    blocks: 1,
                    height,
                    coins: reward,
                }
            }
            Notice::Reorganised { own, .. } if own > 0 => {
                // Some of the counted blocks are no longer in the chain.
                let is_found = |toast: &Toast| matches!(toast.news, News::Found { .. });
                self.shown.retain(|toast| !is_found(toast));
                News::Other(notice)
            }
            other => News::Other(other),
        };
        if self.shown.len() == MAX_TOASTS {
            self.shown.remove(0);
        }
        self.shown.push(Toast {
            id: self.next_id,
            news,
        });
        self.next_id = self.next_id.wrapping_add(1);
    }

    /// Counts another found block in the toast that is already shown for found blocks. Returns
    /// `false` if there is none.
    fn count_found(&mut self, found: u32, reward: Amount) -> bool {
        let mut news = self.shown.iter_mut().map(|toast| &mut toast.news);
        news.any(|news| {
            let News::Found {
                blocks,
                height,
                coins,
            } = news
            else {
                return false;
            };
            *blocks += 1;
            *height = found;
            *coins = coins.checked_add(reward).unwrap_or(Amount::MAX);
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn undone(depth: u32, own: u32) -> Notice {
        Notice::Reorganised {
            depth,
            own,
            coins: Amount::COIN,
        }
    }

    #[test]
    fn toasts_are_bounded_and_the_oldest_goes_first() {
        let mut toasts = Toasts::default();
        for height in 0..10 {
            toasts.add(undone(height, 0));
        }
        let ids: Vec<u32> = toasts.shown().iter().map(|toast| toast.id).collect();
        assert_eq!(ids, [7, 8, 9]);
        toasts.dismiss(8);
        assert_eq!(toasts.shown().len(), 2);
    }

    #[test]
    fn one_toast_counts_found_blocks_until_they_are_replaced() {
        let mut toasts = Toasts::default();
        toasts.add(undone(1, 0));
        for height in 1..=26 {
            toasts.add(Notice::BlockFound {
                height,
                reward: Amount::COIN,
            });
        }
        let found = News::Found {
            blocks: 26,
            height: 26,
            coins: Amount::from_units(26 * Amount::COIN.units()).unwrap(),
        };
        assert_eq!(toasts.shown().len(), 2);
        assert_eq!((toasts.shown()[1].id, &toasts.shown()[1].news), (1, &found));
        // Only blocks of others were replaced, so the toast about own blocks stays.
        toasts.add(undone(2, 0));
        assert!(toasts.shown().iter().any(|toast| toast.news == found));
        toasts.add(undone(2, 1));
        assert!(!toasts.shown().iter().any(|toast| toast.news == found));
        let last = toasts.shown().last().map(|toast| &toast.news);
        assert_eq!(last, Some(&News::Other(undone(2, 1))));
    }

    #[test]
    fn only_problems_outlive_their_chain() {
        let mut toasts = Toasts::default();
        let trouble = Notice::Trouble {
            reason: "no room".into(),
        };
        toasts.add(undone(1, 0));
        toasts.add(trouble.clone());
        toasts.leave_chain();
        let news: Vec<_> = toasts.shown().iter().map(|toast| &toast.news).collect();
        assert_eq!(news, [&News::Other(trouble)]);
    }
}
