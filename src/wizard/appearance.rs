//! How a page that links here wants the app to be shown: `embed=1`, `theme=dark`, `lang=de`, behind the `?` of the address, on
//! either side of the `#`.

use crate::locale::Language;

/// A theme, or the system's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light or dark, with or without high contrast, as the system is.
    #[default]
    System,
    Light,
    Dark,
    /// High contrast on white.
    ContrastLight,
    /// High contrast on black.
    ContrastDark,
}

impl Theme {
    /// All of them, in the order of the list to choose from.
    pub const ALL: [Self; 5] = [
        Self::System,
        Self::Light,
        Self::Dark,
        Self::ContrastLight,
        Self::ContrastDark,
    ];

    /// Stable: used in links, in storage and in the style sheets.
    pub fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::ContrastLight => "contrast-light",
            Self::ContrastDark => "contrast-dark",
        }
    }

    /// The theme with this identifier.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }

    /// The theme that a system asks for which prefers dark colours, or more contrast, or both.
    pub fn of_system(dark: bool, contrast: bool) -> Self {
        match (dark, contrast) {
            (false, false) => Self::Light,
            (true, false) => Self::Dark,
            (false, true) => Self::ContrastLight,
            (true, true) => Self::ContrastDark,
        }
    }
}

/// What an address says about the looks of the page. Whatever else it says is not for this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Only the page itself, for a frame in a page of somebody else.
    pub embed: bool,
    /// The theme, where one is asked for.
    pub theme: Option<Theme>,
    /// The language, where one is asked for that there is.
    pub language: Option<Language>,
}

impl Appearance {
    /// Reads what stands behind the `?`.
    pub fn parse(query: &str) -> Self {
        let mut appearance = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            match pair.split_once('=') {
                Some(("embed", value)) => appearance.embed = value == "1",
                Some(("theme", id)) => appearance.theme = Theme::by_id(id),
                Some(("lang", tag)) => appearance.language = Language::by_tag(tag),
                _ => {}
            }
        }
        appearance
    }

    /// What this says, and where it says nothing, what `other` says.
    pub fn or(self, other: Self) -> Self {
        Self {
            embed: self.embed || other.embed,
            theme: self.theme.or(other.theme),
            language: self.language.or(other.language),
        }
    }
}
