//! Who opens what is behind a password.

use super::material::{Contents, Material};
use super::problem::ImportProblem;
use crate::pki::pace::{Nonstop, Pace};

/// Opens what is behind a password: in the browser a worker, because it may take seconds.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait Opener: Pace {
    /// As [`Material::open`].
    ///
    /// # Errors
    /// As [`Material::open`]; of an opener elsewhere [`ImportProblem::Elsewhere`] with the same words.
    async fn open(&self, material: &Material, password: &str) -> Result<Contents, ImportProblem>;
}

/// Opens where it is called.
#[derive(Clone, Copy, Debug)]
pub struct DirectOpener;

impl Pace for DirectOpener {
    async fn pause(&self) {
        Nonstop.pause().await;
    }
}

impl Opener for DirectOpener {
    async fn open(&self, material: &Material, password: &str) -> Result<Contents, ImportProblem> {
        material.open(password)
    }
}
