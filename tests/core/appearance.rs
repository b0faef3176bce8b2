//! What linking pages may ask of the looks.

use mtls_wizard::locale::Language;
use mtls_wizard::wizard::appearance::{Appearance, Theme};

#[test]
fn known_wishes_are_read_and_others_left_alone() {
    let read = Appearance::parse("?v=1&embed=1&theme=dark&lang=de-CH&namespace=embed");
    assert_eq!(
        read,
        Appearance {
            embed: true,
            theme: Some(Theme::Dark),
            language: Some(Language::German),
        }
    );
    for nothing in [
        "",
        "?",
        "embed",
        "embed=yes",
        "embed=1%31",
        "theme=",
        "theme=<script>",
        "lang=",
        "lang=xx",
        "namespace=embed=1",
    ] {
        assert_eq!(Appearance::parse(nothing), Appearance::default(), "{nothing}");
    }
    for theme in Theme::ALL {
        assert_eq!(Theme::by_id(theme.id()), Some(theme));
    }
}

#[test]
fn both_sides_of_the_hash_count_and_the_inner_one_wins() {
    let inner = Appearance::parse("theme=light&lang=de");
    let outer = Appearance::parse("?embed=1&theme=dark");
    assert_eq!(
        inner.or(outer),
        Appearance {
            embed: true,
            theme: Some(Theme::Light),
            language: Some(Language::German),
        }
    );
}

#[test]
fn systems_ask_for_four_themes() {
    let asked = [(false, false), (true, false), (false, true), (true, true)]
        .map(|(dark, more)| Theme::of_system(dark, more).id());
    assert_eq!(asked, ["light", "dark", "contrast-light", "contrast-dark"]);
}
