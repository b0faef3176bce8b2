//! mTLS Wizard: from nothing to a working mutual-TLS gateway on Kyma, in the browser.
//!
//! Where to start, in reading order; imports go only to modules further up:
//! [`locale`] has the languages of the interface, [`pki`] makes keys and certificates, [`plan`] turns answers into resources and tasks, [`render`] turns those into text,
//! [`lifecycle`] renews, rotates and revokes what an earlier archive holds, [`convert`] turns older APIRules into v2,
//! [`inspect`] says what stands in certificates and what is wrong with them, [`wizard`] turns what a person typed into
//! answers, [`tutorial`] lists the variants, [`diagnosis`] says what a pasted error means. `app` shows it all in a browser, and `platform` is the browser's services.

pub mod convert;
pub mod diagnosis;
pub mod guidance;
pub mod inspect;
pub mod lifecycle;
pub mod locale;
pub mod pki;
pub mod plan;
pub mod render;
pub mod tutorial;
pub mod wizard;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod platform;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub mod native;
