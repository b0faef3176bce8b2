//! Long work in small steps.

/// Gives others their turn between the steps of long work: in a browser, the page, which answers and draws meanwhile.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait Pace {
    /// Called after each step. Most calls return at once.
    async fn pause(&self);
}

/// Works on without a pause, where nobody waits for a turn.
#[derive(Clone, Copy, Debug)]
pub struct Nonstop;

impl Pace for Nonstop {
    async fn pause(&self) {}
}
