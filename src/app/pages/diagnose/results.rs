//! What a message says: problems with their causes, what was decoded, or an honest "not known".

use leptos::prelude::*;

use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::titled_card;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::prose::prose;
use crate::app::components::segments::segments;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::reading::SHELLS;
use crate::app::state::App;
use crate::diagnosis::alert::Heard;
use crate::diagnosis::{Command, Diagnosis, Problem, Told};
use crate::locale::{plural, say};

/// One sentence about the outcome.
pub fn summary(told: &Diagnosis) -> String {
    match told.problems.as_slice() {
        [] => say!("No known message was found in it.").to_owned(),
        [one] => [one.title, ": ", &count(one.causes.len())].concat(),
        [first, rest @ ..] => say!(
            "{title}: {causes}. The message may also be about something else: {rest} more below.",
            title = first.title,
            causes = count(first.causes.len()),
            rest = rest.len().to_string()
        ),
    }
}

fn count(causes: usize) -> String {
    plural!(causes, "1 likely cause", "{count} likely causes, the likeliest first")
}

/// Everything below the form.
pub fn results(told: &Diagnosis) -> View {
    let mut parts: Vec<View> = Vec::new();
    if told.problems.is_empty() {
        parts.push(not_known(told).into());
    } else {
        let in_powershell = App::expect().reader.in_powershell;
        parts.push(segments("shell", say!("Shell"), SHELLS, in_powershell).into());
    }
    for (number, one) in told.problems.iter().enumerate() {
        parts.push(problem(number, one).into());
    }
    parts.extend(decoded(told).map(View::from));
    several(parts)
}

fn problem(number: usize, problem: &Problem) -> Element {
    let mut causes = element("ol").class("diagnosis__causes");
    for (place, told) in problem.causes.iter().enumerate() {
        let name = [&(number + 1).to_string(), ".", &(place + 1).to_string()].concat();
        causes = causes.child(cause(&name, told));
    }
    titled_card(problem.title)
        .class("card card__body stack")
        .english()
        .child(causes)
}

fn cause(number: &str, told: &Told) -> Element {
    let why = (!told.why.is_empty()).then(|| element("p").child(prose(&told.why)));
    let check = (!told.commands.is_empty()).then(|| checks(number, told.commands.clone()));
    let remedy = element("p")
        .class("diagnosis__remedy")
        .child(element("strong").translated().child(say!("What to do: ")))
        .child(prose(&told.remedy));
    let source = (!told.source.is_empty()).then(|| {
        let link = element("a")
            .attributes(&[
                ("href", told.source),
                ("rel", "noopener noreferrer"),
                ("target", "_blank"),
            ])
            .translated()
            .child(say!("Documentation of cause {number}", number));
        element("p").class("diagnosis__source").child(link)
    });
    element("li")
        .class("diagnosis__cause")
        .child(
            element("h3")
                .class("diagnosis__what")
                .child(number.to_owned())
                .child(" ")
                .child(prose(&told.what)),
        )
        .children(why)
        .children(check)
        .child(remedy)
        .children(source)
}

fn checks(number: &str, commands: Vec<Command>) -> View {
    let title = say!("Is it this? Cause {number}", number);
    let in_powershell = App::expect().reader.in_powershell;
    live::region(
        move || in_powershell.get(),
        move |in_powershell| {
            let lines: Vec<&str> = commands
                .iter()
                .map(|command| match in_powershell {
                    true => command.powershell.as_str(),
                    false => command.bash.as_str(),
                })
                .collect();
            let fit = Fit {
                wrap: true,
                tall: false,
            };
            code_block(&title, lines.join("\n"), Language::Shell, fit).into()
        },
    )
}

/// What alerts and flags mean, whether or not a cause follows from them.
fn decoded(told: &Diagnosis) -> Option<Element> {
    let row = |term: &str, meaning: &str| {
        element("div")
            .class("facts__row")
            .child(element("dt").child(term))
            .child(element("dd").english().child(meaning))
    };
    let alerts = told.alerts.iter().map(|mentioned| {
        let alert = mentioned.alert;
        let term = say!(
            "TLS alert {number}, {name}",
            number = alert.number.to_string(),
            name = alert.name
        );
        let meaning = match mentioned.heard {
            Heard::ByClient => say!(
                "{meaning} The gateway, or what answered in its place, sent it.",
                meaning = alert.meaning
            ),
            Heard::ByGateway => {
                say!("The client sent it to the gateway: it is about the gateway’s certificate.").to_owned()
            }
        };
        row(&term, &meaning)
    });
    let flags = told.flags.iter().map(|flag| {
        row(
            &say!("Envoy’s flag {short}, {long}", short = flag.short, long = flag.long),
            flag.meaning,
        )
    });
    let rows: Vec<Element> = alerts.chain(flags).collect();
    (!rows.is_empty()).then(|| {
        titled_card(say!("What the message says"))
            .class("card card__body stack")
            .child(element("dl").class("facts").children(rows))
    })
}

fn not_known(told: &Diagnosis) -> Element {
    let partial = match told.alerts.is_empty() && told.flags.is_empty() {
        true => say!("Nothing in it is known here."),
        false => say!("Only what stands below is known of it."),
    };
    let item = |text: &str| element("li").child(prose(text));
    let better = element("ul")
        .class("diagnosis__better")
        .child(item(say!(
            "What the same call says with `curl --verbose`; with `--tls-max 1.2` the gateway’s reason always arrives."
        )))
        .child(item(say!(
            "The gateway’s log of that moment: `kubectl logs -n istio-system -l app=istio-ingressgateway --tail=50`."
        )))
        .child(item(say!("The whole message of kubectl, with the lines before it.")))
        .child(item(say!(
            "The status of the resource that is not ready: `kubectl describe KIND NAME -n NAMESPACE`."
        )));
    callout(
        Tone::Information,
        [
            element("p")
                .child(element("strong").child(say!("This message is not in the list. ")))
                .child(partial)
                .child(say!(" These say more; paste one of them instead:")),
            better,
        ],
    )
}
