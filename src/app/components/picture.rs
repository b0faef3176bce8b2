//! The picture on the start page: who gets in, and who does not.

use crate::app::dom::{Element, svg};
use crate::locale::say;

/// A client with a certificate reaches the workload through the gateway; one without is refused.
pub fn gateway_picture() -> Element {
    let picture = svg("svg").class("picture").attributes(&[
        ("viewBox", "0 0 440 240"),
        ("role", "img"),
        (
            "aria-label",
            say!("A client with a certificate reaches your workload through the gateway. A caller without one is refused."),
        ),
    ]);
    let strokes = [
        ("picture__way picture__way--open", "M142 55 C175 55 175 108 200 114"),
        ("picture__way picture__way--open", "M270 120 H308 M300 113 l8 7 -8 7"),
        ("picture__way picture__way--shut", "M142 185 C160 185 166 158 178 146"),
        ("picture__cross", "M180 132 l14 14 M194 132 l-14 14"),
        (
            "picture__shield",
            "M235 72 l36 13 v33 c0 25 -15 42 -36 51 c-21 -9 -36 -26 -36 -51 v-33 z",
        ),
        (
            "picture__lock",
            "M226 115 v-7 a9 9 0 0 1 18 0 v7 M222 115 h26 v19 h-26 z",
        ),
    ];
    let strokes = strokes.map(|(class, path)| svg("path").class(class).attribute("d", path));
    picture
        .children(caller(
            "20",
            ["52", "72"],
            say!("Your client"),
            say!("with certificate"),
        ))
        .children(caller("150", ["182", "202"], say!("Anyone else"), say!("without")))
        .children(strokes)
        .child(text("picture__label", "235", "194", say!("Gateway")))
        .child(frame("312", "85", "112"))
        .child(text("picture__label", "368", "117", say!("Workload")))
        .child(text("picture__detail", "368", "137", say!("knows the caller")))
}

/// A caller at the left; `y` is the upper edge, `lines` the baselines of its two texts, in the picture's units.
fn caller(y: &str, lines: [&str; 2], label: &str, detail: &str) -> [Element; 3] {
    let [first, second] = lines;
    [
        frame("14", y, "128"),
        text("picture__label", "78", first, label),
        text("picture__detail", "78", second, detail),
    ]
}

fn frame(x: &str, y: &str, width: &str) -> Element {
    svg("rect").class("picture__box").attributes(&[
        ("x", x),
        ("y", y),
        ("width", width),
        ("height", "70"),
        ("rx", "12"),
    ])
}

fn text(class: &str, x: &str, y: &str, text: &str) -> Element {
    svg("text")
        .class(class)
        .attributes(&[("x", x), ("y", y), ("text-anchor", "middle")])
        .child(text)
}
