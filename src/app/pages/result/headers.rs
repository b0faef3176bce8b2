//! What the workload sees of each client, computed from the issued certificates.

use super::section;
use crate::app::components::copy::copy_button;
use crate::app::components::prose::prose;
use crate::app::dom::{Element, element};
use crate::app::made::Made;
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::resource::gateway::TlsMode;
use crate::plan::route::headers_why;
use crate::plan::verification::Anonymous;
use crate::render::clients::LIST_PATH;
use crate::render::headers::{self, Seen};

/// How many clients have a card.
const SHOWN: usize = 5;

/// One card for each of the first clients.
pub fn headers(made: &Made) -> Element {
    let intro = element("p").child(prose(
        say!("The gateway checks the client’s certificate, then puts these request headers before your workload. The values are exact, to be compared as they are. `X-CLIENT-SSL-CN` carries the whole subject, not the common name alone, its parts in reverse order (RFC 2253)."),
    ));
    let admits = |plan: &Plan| plan.verification.anonymous == Anonymous::Admitted;
    let mode = match made.gateway().is_some_and(admits) {
        true => TlsMode::OptionalMutual,
        false => TlsMode::Mutual,
    };
    let how_far = element("p").child(prose(headers_why(mode)));
    let seen = headers::seen(made.plan.parts().clients, &made.issued);
    let count = seen.len();
    let shown = seen.into_iter().take(SHOWN).map(client);
    let others = count.saturating_sub(SHOWN);
    let more = (others > 0).then(|| {
        let text = say!(
            "And {others} more; `{LIST_PATH}` in the archive lists the subjects of all.",
            others,
            LIST_PATH
        );
        element("p").child(prose(&text))
    });
    section("headers", say!("What your backend will see"))
        .child(intro)
        .child(how_far)
        .children(shown)
        .children(more)
}

fn client(seen: Seen) -> Element {
    let title = element("h3")
        .class("card__title")
        .child(say!("Client "))
        .child(element("code").child(seen.client.folder.to_string()));
    let rows = seen.headers.into_iter().map(|(name, value)| row(name, value));
    element("div")
        .class("card card__body")
        .child(title)
        .child(element("dl").class("header-rows").children(rows))
}

fn row(name: &'static str, value: String) -> Element {
    let shown = element("dd").class("value").child(value.as_str());
    let copy = copy_button(&say!("the value of {name}", name), None, move || value.clone());
    element("div")
        .class("header-row")
        .child(element("dt").child(element("code").child(name)))
        .child(shown)
        .child(element("dd").class("header-row__copy").child(copy))
}
