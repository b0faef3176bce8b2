//! Older APIRules become v2, with every change explained. What is pasted here is neither stored nor sent.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::components::button::{small_quiet_button, submit_button};
use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::intake::{Intake, Take, paste_area};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::title;
use crate::convert::{Change, Conversion, Problem, Source, convert};
use crate::locale::{Text, say, text};
use crate::plan::names::FileStem;
use crate::platform::{download, file};

const TITLE: Text = text("Convert an APIRule");
/// The id of the text area.
const TEXT: &str = "apirule";
const HINT: &str = "apirule-hint";
const LABEL: Text = text("APIRule (YAML)");

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Converter {
    /// What stands in the text area.
    text: RwSignal<String>,
    /// What became of the documents; none before the first.
    converted: RwSignal<Arc<Vec<Conversion>>>,
    /// The same in one line, announced.
    summary: RwSignal<String>,
    /// What went wrong otherwise, announced.
    mishap: RwSignal<String>,
}

/// The page.
pub fn convert_page() -> View {
    title::set(TITLE.here(), None);
    let empty = || RwSignal::new(String::new());
    let converter = Converter {
        text: empty(),
        converted: RwSignal::new(Arc::new(Vec::new())),
        summary: empty(),
        mishap: empty(),
    };
    let results = live::region(
        move || converter.converted.get(),
        move |conversions| converter.results(conversions),
    );
    let lead = say!(
        "From `v1beta1` or `v2alpha1` to `v2`, with every change explained. An APIRule in `v2` is checked. It happens in this browser: nothing is sent or stored."
    );
    let parts = element("div")
        .class("stack converter")
        .child(converter.form())
        .child(results);
    several([page_head(TITLE.here(), lead).into(), parts.into()])
}

impl Converter {
    fn form(self) -> Element {
        let label = element("label")
            .class("field__label")
            .attribute("for", TEXT)
            .child(LABEL.here());
        let hint = element("p").class("field__hint").id(HINT).child(crate::app::components::prose::prose(
            say!("What `kubectl get apirule NAME -n NAMESPACE -o yaml` prints, a file of yours, or several with `---` between them. You can also drop a file here."),
        ));
        let area = paste_area("input input--mono converter__text", "14")
            .id(TEXT)
            .attribute("aria-describedby", HINT)
            .value_from(move || self.text.get())
            .on_value("input", move |text| {
                self.text.set(text);
                // What is below may no longer be what would become of it.
                if !self.summary.read_untracked().is_empty() {
                    self.summary
                        .set(say!("The text has changed since it was converted. Press Convert again.").to_owned());
                }
            });
        let intake = Intake {
            label: LABEL.here(),
            accept: ".yaml,.yml,.json,text/*",
            ..Intake::default()
        };
        let take: Take = Rc::new(move |files| spawn_local(self.load(files)));
        let zone = intake.view(area, [], &take);
        let field = element("div").class("field").child(label).child(hint).child(zone);
        element("form")
            .class("card card__body stack")
            .attribute("novalidate", "")
            .on("submit", move |event| {
                event.prevent_default();
                self.convert();
            })
            .child(field)
            .child(self.actions())
            .child(
                element("p")
                    .class("converter__status")
                    .attribute("role", "status")
                    .child(live::text(move || self.mishap.get()))
                    .child(live::text(move || self.summary.get())),
            )
    }

    fn actions(self) -> Element {
        element("div")
            .class("converter__actions")
            .child(submit_button().child(say!("Convert")))
    }

    fn convert(self) {
        let text = self.text.get_untracked();
        let is_empty = text.trim().is_empty();
        let conversions = if is_empty { Vec::new() } else { convert(&text) };
        self.mishap.set(match is_empty {
            true => say!("There is nothing to convert. Paste an APIRule.").to_owned(),
            false => String::new(),
        });
        self.summary.set(match is_empty {
            true => String::new(),
            false => summary(&conversions),
        });
        // Drawn anew only where something is different, so that what is open stays so.
        if self.converted.with_untracked(|shown| **shown != conversions) {
            self.converted.set(Arc::new(conversions));
        }
    }

    /// Puts files into the text area, and converts them. Where that fails, the text stays.
    async fn load(self, chosen: Vec<web_sys::File>) {
        // The page may be gone by now.
        match file::read(&chosen).await {
            Ok((_, text)) => {
                if self.text.try_set(text.to_string()).is_none() {
                    self.convert();
                }
            }
            Err(error) => {
                let reason = [&error.to_string(), ". "].concat();
                self.mishap.try_set(reason);
            }
        }
    }

    fn results(self, conversions: &[Conversion]) -> View {
        let several_documents = conversions.len() > 1;
        let documents = conversions.iter().enumerate().map(|(index, conversion)| {
            let number = several_documents.then_some(index + 1);
            self.document(conversion, number).into()
        });
        several(documents)
    }

    /// One document; with a number, where there are several.
    fn document(self, conversion: &Conversion, number: Option<usize>) -> Element {
        let mut heading = number.map_or_else(String::new, |number| [&number.to_string(), ". "].concat());
        heading += &name(conversion);
        let changes = (!conversion.changes.is_empty()).then(|| changes(conversion));
        let card = titled_card(&heading).class("card card__body stack");
        match &conversion.yaml {
            Some(yaml) => {
                let stem = FileStem::of(&conversion.name, "apirule");
                let file = match number {
                    Some(number) => ["apirule-", &number.to_string(), "-", stem.as_str(), ".yaml"].concat(),
                    None => ["apirule-", stem.as_str(), ".yaml"].concat(),
                };
                let fit = Fit {
                    tall: true,
                    ..Fit::default()
                };
                let apply = ["kubectl apply -f ", &file].concat();
                let next = element("p").child(say!("Read the changes, then apply the file where the rule is now:"));
                card.child(code_block(&file, yaml.clone(), Language::Yaml, fit))
                    .child(self.download(file.clone(), yaml.clone()))
                    .child(next)
                    .child(code_block(
                        &say!("Command for {file}", file),
                        apply,
                        Language::Shell,
                        Fit::default(),
                    ))
                    .children(changes)
            }
            None => card.child(refusal(conversion)).children(changes),
        }
    }

    fn download(self, file: String, yaml: String) -> Element {
        let button = small_quiet_button()
            .child(glyph(Icon::Download))
            .child(say!("Download {file}", file))
            .on("click", move |_| {
                if let Err(error) = download::start(&file, "application/yaml", yaml.as_bytes()) {
                    self.mishap.set(error.to_string() + " ");
                }
            });
        element("p").child(button)
    }
}

fn name(conversion: &Conversion) -> String {
    let kind = match conversion.kind.as_str() {
        "" => say!("Not a Kubernetes resource"),
        kind => kind,
    };
    let mut words = vec![kind, conversion.name.as_str()];
    if let Some(namespace) = &conversion.namespace {
        words.extend(["in", namespace]);
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// One line about all documents.
fn summary(conversions: &[Conversion]) -> String {
    type Belongs = fn(&Conversion) -> bool;
    let mut words = Vec::new();
    let groups: [(&str, Belongs); 4] = [
        (say!("converted"), |one| one.yaml.is_some() && one.source != Source::V2),
        (say!("in v2 already and right"), |one| {
            one.yaml.is_some() && one.source == Source::V2
        }),
        (say!("not converted"), |one| !one.problems.is_empty()),
        (say!("left alone"), |one| one.source == Source::OtherKind),
    ];
    for (what, belongs) in groups {
        match conversions.iter().filter(|one| belongs(one)).count() {
            0 => {}
            count => words.push([&count.to_string(), " ", what].concat()),
        }
    }
    say!("Result: {join}.", join = words.join(", "))
}

/// Why there is no v2.
fn refusal(conversion: &Conversion) -> Element {
    if conversion.problems.is_empty() {
        let text = element("p").child(say!("Left as it is: only APIRules are converted."));
        return callout(Tone::Information, [text]);
    }
    let why = match conversion.kind.as_str() {
        "APIRule" => {
            say!(
                "Not converted. A rule that is only half translated could let in whom it kept out, so nothing of it is shown. What stands in the way:"
            )
        }
        _ => say!("Not converted. What stands in the way:"),
    };
    let list = element("ul")
        .class("converter__problems")
        .children(conversion.problems.iter().map(problem));
    callout(Tone::Error, [element("p").child(element("strong").child(why)), list])
}

fn problem(problem: &Problem) -> Element {
    let field = (!problem.field.is_empty()).then(|| element("code").child(problem.field.as_str()).child(": "));
    element("li")
        .children(field)
        .child(problem.why.as_str())
        .child(" ")
        .child(element("strong").child(problem.instead.as_str()))
}

fn changes(conversion: &Conversion) -> Element {
    let title = match conversion.yaml {
        Some(_) => say!("What is different, and why"),
        None => say!("What else would be different"),
    };
    let list = element("ul")
        .class("converter__changes")
        .children(conversion.changes.iter().map(change));
    element("div").child(element("h3").child(title)).child(list)
}

fn change(change: &Change) -> Element {
    let row = |name: &'static str, value: &str| {
        element("div")
            .class("facts__row")
            .child(element("dt").child(name))
            .child(element("dd").class("value").child(value))
    };
    // Some changes are of the meaning alone.
    let values = (change.before != change.after).then(|| {
        element("dl")
            .class("facts facts--side")
            .child(row(say!("Before"), &change.before))
            .child(row(say!("Now"), &change.after))
    });
    element("li")
        .child(element("h4").child(element("code").child(change.field.as_str())))
        .children(values)
        .child(element("p").english().child(change.why.as_str()))
}
