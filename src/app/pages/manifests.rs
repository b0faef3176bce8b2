//! The manifests of the answers, one below another: what pages of documentation show in a frame.

use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::page_heading;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::dom::{View, element, live, several};
use crate::app::planned::planned_from;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::title;
use crate::locale::say;
use crate::plan::Planned;
use crate::render::yaml;
use crate::tutorial::Tutorial;
use crate::wizard::{Draft, FieldError};

/// All manifests, or those of one kind.
pub fn manifests_page(tutorial: &'static Tutorial, kind: Option<&'static str>) -> View {
    let app = App::expect();
    let heading = kind.unwrap_or(say!("Manifests"));
    title::set(heading, Some(tutorial.title.here()));
    let blocks = live::region(
        move || {
            app.with_draft(|draft| blocks(draft, kind))
                .unwrap_or_else(|| Ok(Vec::new()))
        },
        move |blocks| match blocks {
            Ok(blocks) if blocks.is_empty() => nothing_of(kind),
            Ok(blocks) => several(blocks.iter().map(|(path, text)| block(path, text))),
            Err(errors) => wrong(tutorial, errors),
        },
    );
    let content = element("div").class("stack").child(blocks);
    let head = element("div").class("page-head").child(page_heading(heading));
    several([head.into(), content.into()])
}

/// Path and text of every manifest that is wanted.
fn blocks(draft: &Draft, kind: Option<&str>) -> Result<Vec<(String, String)>, Vec<FieldError>> {
    let Planned::Gateway(plan) = planned_from(draft)? else {
        return Ok(Vec::new());
    };
    let wanted = plan
        .manifests
        .iter()
        .filter(|manifest| kind.is_none_or(|kind| manifest.resource.kind() == kind));
    let text = wanted.filter_map(|manifest| Some((manifest.path(), yaml::manifest(manifest).ok()?)));
    Ok(text.collect())
}

fn block(path: &str, text: &str) -> View {
    code_block(path, text.to_owned(), Language::Yaml, Fit::default()).into()
}

fn nothing_of(kind: Option<&str>) -> View {
    let what = kind.unwrap_or(say!("resource"));
    let text = say!("These answers need no {what}.", what);
    element("p").child(text).into()
}

/// What has to be mended first, each with the way to its question.
fn wrong(tutorial: &'static Tutorial, errors: &[FieldError]) -> View {
    let item = |error: &FieldError| {
        let mut link = element("a").child(error.message.as_str());
        if let Some(place) = Place::change(tutorial, error.field) {
            link = link.attribute("href", &Route::Journey(tutorial, place).hash());
        }
        element("li").child(link)
    };
    let text = element("p").child(say!("These answers cannot be used yet:"));
    let list = element("ul").children(errors.iter().map(item));
    callout(Tone::Warning, [text, list]).into()
}
