//! The picture on the start page: who gets in, and who does not.

use leptos::prelude::*;

/// A client with a certificate reaches the workload through the gateway; one without is refused.
#[component]
pub fn GatewayPicture() -> impl IntoView {
    view! {
        <svg
            class="picture"
            viewBox="0 0 440 240"
            role="img"
            aria-label="A client with a certificate reaches your workload through the gateway. A caller without one is refused."
        >
            <Caller y=20 label="Your client" detail="with certificate" />
            <Caller y=150 label="Anyone else" detail="without" />
            <path class="picture__way picture__way--open" d="M142 55 C175 55 175 108 200 114" />
            <path class="picture__way picture__way--open" d="M270 120 H308 M300 113 l8 7 -8 7" />
            <path class="picture__way picture__way--shut" d="M142 185 C160 185 166 158 178 146" />
            <path class="picture__cross" d="M180 132 l14 14 M194 132 l-14 14" />
            <path
                class="picture__shield"
                d="M235 72 l36 13 v33 c0 25 -15 42 -36 51 c-21 -9 -36 -26 -36 -51 v-33 z"
            />
            <path class="picture__lock" d="M226 115 v-7 a9 9 0 0 1 18 0 v7 M222 115 h26 v19 h-26 z" />
            <text class="picture__label" x="235" y="194" text-anchor="middle">
                "Gateway"
            </text>
            <rect class="picture__box" x="312" y="85" width="112" height="70" rx="12" />
            <text class="picture__label" x="368" y="117" text-anchor="middle">
                "Workload"
            </text>
            <text class="picture__detail" x="368" y="137" text-anchor="middle">
                "knows the caller"
            </text>
        </svg>
    }
}

/// A caller at the left; `y` is the upper edge in the picture's units.
#[component]
fn Caller(y: u32, label: &'static str, detail: &'static str) -> impl IntoView {
    view! {
        <rect class="picture__box" x="14" y=y width="128" height="70" rx="12" />
        <text class="picture__label" x="78" y=y + 32 text-anchor="middle">
            {label}
        </text>
        <text class="picture__detail" x="78" y=y + 52 text-anchor="middle">
            {detail}
        </text>
    }
}
