//! The icons, drawn inline: nothing is fetched, and they take the colour of the text beside them.

use crate::app::dom::{Element, svg};

/// What an icon shows. Icons never stand alone: the text beside them, or the control's name, says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    ArrowRight,
    Book,
    Certificate,
    Check,
    CheckCircle,
    ChevronRight,
    Circle,
    Cloud,
    Copy,
    Download,
    Error,
    Exit,
    Eye,
    EyeOff,
    File,
    Globe,
    Info,
    Key,
    Laptop,
    Person,
    Refresh,
    Server,
    Shield,
    Warning,
}

impl Icon {
    /// Strokes on a 24 × 24 grid.
    fn path(self) -> &'static str {
        match self {
            Self::ArrowRight => "M5 12h14M13 6l6 6-6 6",
            Self::Book => "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3V4ZM5 17a3 3 0 0 1 3-3h10",
            Self::Certificate => "M5 3h14v11H5zM9 7h6M9 10h3M15 14v7l-2-1.5-2 1.5v-7",
            Self::Check => "M5 12.5 10 17.5 19.5 7",
            Self::CheckCircle => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM8 12.3l2.8 2.8L16 9.5",
            Self::Circle => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z",
            Self::Cloud => "M7 19a4.5 4.5 0 0 1-.5-9A6 6 0 0 1 18 9.5 4.8 4.8 0 0 1 17.5 19Z",
            Self::ChevronRight => "M9 6l6 6-6 6",
            Self::Copy => "M9 9h10v11H9zM15 9V4H5v11h4",
            Self::Download => "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
            Self::Error => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7.5v5.5M12 16.4v.1",
            Self::Exit => "M13 4H5v16h8M10 12h11M17 8l4 4-4 4",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9.5 6c.8-.3 1.6-.5 2.5-.5 6 0 9.5 6.5 9.5 6.5s-1 1.9-2.9 3.6M6.2 7.7C3.8 9.5 2.5 12 2.5 12S6 18.5 12 18.5c1.5 0 2.8-.4 4-1M10 10a3 3 0 0 0 4 4.2"
            }
            Self::File => "M6 3h8l5 5v13H6zM14 3v5h5",
            Self::Globe => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM3 12h18M12 3c4 4.5 4 13.5 0 18-4-4.5-4-13.5 0-18",
            Self::Info => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 11v5.5M12 7.6v.1",
            Self::Key => "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM11 12.2 19.5 4M16 7.3l3 3",
            Self::Laptop => "M5 5h14v10H5zM2.5 19h19",
            Self::Person => {
                "M9.5 4a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM3 20c0-4 3-6 6.5-6 1.5 0 2.8.4 3.9 1M15 17l2.2 2.2L21 15"
            }
            Self::Refresh => "M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4.5V9h4.5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 19.5V15h-4.5",
            Self::Server => "M4 4h16v6H4ZM4 14h16v6H4ZM8 7v.1M8 17v.1",
            Self::Shield => "M12 3l7.5 2.8V11c0 5-3.2 8.3-7.5 10-4.3-1.7-7.5-5-7.5-10V5.8zM8.8 11.8l2.4 2.4 4.2-4.6",
            Self::Warning => "M12 4 21.5 20h-19zM12 10v4.5M12 17.3v.1",
        }
    }
}

/// Draws an icon, hidden from assistive technology.
pub fn glyph(icon: Icon) -> Element {
    svg("svg")
        .attributes(&[
            ("class", "icon"),
            ("viewBox", "0 0 24 24"),
            ("fill", "none"),
            ("stroke", "currentColor"),
            ("stroke-width", "2"),
            ("stroke-linecap", "round"),
            ("stroke-linejoin", "round"),
            ("aria-hidden", "true"),
            ("focusable", "false"),
        ])
        .child(svg("path").attribute("d", icon.path()))
}
