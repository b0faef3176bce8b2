//! Addresses: everything behind the `#`, parsed into a type. Hash routes work under any base path and on `file://`.

use crate::plan::resource::Resource;
use crate::tutorial::{self, Tutorial};
use crate::wizard::{Field, Step};

/// A page of the app.
#[derive(Clone, Copy, Debug)]
pub enum Route {
    /// The choice of tutorials.
    Start,
    /// The converter of APIRules.
    Convert,
    /// Signing the requests of others.
    Sign,
    /// Requesting certificates elsewhere.
    Request,
    /// What expires when, new certificates and authorities.
    Renew,
    /// Revocation lists.
    Revoke,
    /// The decoder of certificates, keys, Secrets and headers.
    Inspect,
    /// The likely causes of a pasted error.
    Diagnose,
    /// What the words mean; the one to look at may follow in the address.
    Glossary,
    /// The app in one file, and how the browser keeps it.
    Offline,
    /// An address that leads nowhere: the start page, with a remark.
    Unknown,
    /// A page of a tutorial.
    Journey(&'static Tutorial, Place),
}

/// A page within a tutorial.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// One step of the form. With `change`, it was reached from the review, which Continue leads back to.
    Step {
        step: &'static Step,
        change: Option<Field>,
    },
    Review,
    /// The manifests of the answers, all or those of one kind: for pages that show them in a frame.
    Manifests(Option<&'static str>),
    /// The guide of the answers, without keys: for going on after a reload, with the archive that was downloaded.
    Guide,
    Generating,
    Result,
}

/// No tutorial has it as its identifier.
const CONVERT: &str = "convert";
const SIGN: &str = "sign";
const REQUEST: &str = "request";
const RENEW: &str = "renew";
const REVOKE: &str = "revoke";
const INSPECT: &str = "inspect";
const OFFLINE: &str = "offline";
const GLOSSARY: &str = "glossary";
const GUIDE: &str = "guide";
const MANIFESTS: &str = "manifests";
const DIAGNOSE: &str = "diagnose";
const REVIEW: &str = "review";
const GENERATING: &str = "generating";
const RESULT: &str = "result";
const CHANGE: &str = "change";

/// Two routes are the same page if they have the same address.
impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.hash() == other.hash()
    }
}

impl Route {
    /// Reads `location.hash`. Anything that is no address of ours is [`Route::Unknown`].
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        // What tells how to show a page is read elsewhere.
        match path.split('?').next().unwrap_or_default().trim_end_matches('/') {
            "" => Self::Start,
            CONVERT => Self::Convert,
            SIGN => Self::Sign,
            REQUEST => Self::Request,
            RENEW => Self::Renew,
            REVOKE => Self::Revoke,
            INSPECT => Self::Inspect,
            DIAGNOSE => Self::Diagnose,
            OFFLINE => Self::Offline,
            other if other.split('/').next() == Some(GLOSSARY) => Self::Glossary,
            _ => Self::parse_journey(path).unwrap_or(Self::Unknown),
        }
    }

    fn parse_journey(path: &str) -> Option<Self> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let (tutorial, place) = path.split_once('/').unwrap_or((path, ""));
        let tutorial = tutorial::by_id(tutorial)?;
        let place = match place.trim_end_matches('/') {
            "" => Place::first(tutorial)?,
            REVIEW => Place::Review,
            GENERATING => Place::Generating,
            RESULT => Place::Result,
            MANIFESTS => Place::Manifests(None),
            GUIDE => Place::Guide,
            id => match id.split_once('/') {
                Some((MANIFESTS, kind)) => Place::manifests(kind)?,
                _ => Place::step(tutorial, id, query)?,
            },
        };
        Some(Self::Journey(tutorial, place))
    }

    /// The address, beginning with `#/`.
    pub fn hash(&self) -> String {
        match self {
            Self::Start => "#/".to_owned(),
            Self::Convert => ["#/", CONVERT].concat(),
            Self::Sign => ["#/", SIGN].concat(),
            Self::Request => ["#/", REQUEST].concat(),
            Self::Renew => ["#/", RENEW].concat(),
            Self::Revoke => ["#/", REVOKE].concat(),
            Self::Inspect => ["#/", INSPECT].concat(),
            Self::Diagnose => ["#/", DIAGNOSE].concat(),
            Self::Offline => ["#/", OFFLINE].concat(),
            Self::Glossary => ["#/", GLOSSARY].concat(),
            Self::Unknown => "#/unknown".to_owned(),
            Self::Journey(tutorial, place) => format!("#/{}/{}", tutorial.id, place.path()),
        }
    }
}

impl Place {
    /// The tutorial's first step.
    pub fn first(tutorial: &'static Tutorial) -> Option<Self> {
        tutorial
            .form
            .steps
            .first()
            .map(|step| Self::Step { step, change: None })
    }

    /// The page on which a question can be changed, from the review.
    pub fn change(tutorial: &'static Tutorial, field: Field) -> Option<Self> {
        let step = tutorial
            .form
            .steps
            .iter()
            .find(|step| step.fields().any(|other| other == field))?;
        Some(Self::Step {
            step,
            change: Some(field),
        })
    }

    fn manifests(kind: &str) -> Option<Self> {
        let kind = Resource::KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind))?;
        Some(Self::Manifests(Some(kind)))
    }

    fn step(tutorial: &'static Tutorial, id: &str, query: &str) -> Option<Self> {
        let step = tutorial.form.steps.iter().find(|step| step.id == id)?;
        let changed = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == CHANGE);
        let change = changed
            .and_then(|(_, id)| tutorial.form.field(id))
            .filter(|field| step.fields().any(|one| one == *field));
        Some(Self::Step { step, change })
    }

    fn path(self) -> String {
        match self {
            Self::Step { step, change: None } => step.id.to_owned(),
            Self::Step {
                step,
                change: Some(field),
            } => format!("{}?{CHANGE}={}", step.id, field.spec().id),
            Self::Review => REVIEW.to_owned(),
            Self::Guide => GUIDE.to_owned(),
            Self::Manifests(None) => MANIFESTS.to_owned(),
            Self::Manifests(Some(kind)) => [MANIFESTS, "/", &kind.to_ascii_lowercase()].concat(),
            Self::Generating => GENERATING.to_owned(),
            Self::Result => RESULT.to_owned(),
        }
    }
}
