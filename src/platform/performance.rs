//! Marks in the browser's performance timeline, for developer tools and benchmarks. Nothing depends on them, so a
//! browser that records none is no error.

/// Something that takes time and shall appear in the timeline under its name.
#[must_use = "call `end` when it has ended"]
pub struct Span {
    name: &'static str,
    start_mark: String,
}

impl Span {
    /// Marks the start of `name`, for example `issue:total`.
    pub fn start(name: &'static str) -> Self {
        let start_mark = format!("{name}:start");
        if let Some(performance) = performance() {
            let _ = performance.mark(&start_mark);
        }
        Self { name, start_mark }
    }

    /// Records the measure from the start until now.
    pub fn end(self) {
        if let Some(performance) = performance() {
            let _ = performance.measure_with_start_mark(self.name, &self.start_mark);
            performance.clear_marks_with_mark_name(&self.start_mark);
        }
    }
}

fn performance() -> Option<web_sys::Performance> {
    web_sys::window().and_then(|window| window.performance())
}
