//! Which languages there are.

/// A language of the interface. A new one needs a line in each function here, and `locales/<id>.po`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    German,
}

impl Language {
    /// All of them, in the order of the list to choose from.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language tag (BCP 47): the page's `lang`, the value of `lang=` in links, the name of the catalogue's file.
    pub fn id(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag, whatever its region: `de-AT` is German.
    pub fn by_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.id().eq_ignore_ascii_case(primary))
    }

    /// The first language that both the reader and the app know; English where there is none.
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::by_tag).unwrap_or_default()
    }

    /// Which of the language's plural forms is for this number: the `Plural-Forms` of its catalogue.
    pub fn plural_form(self, count: usize) -> usize {
        match self {
            Self::English | Self::German => usize::from(count != 1),
        }
    }
}
