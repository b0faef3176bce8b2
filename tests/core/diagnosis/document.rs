//! The documentation page is the table. `UPDATE_GOLDEN=1 cargo test` writes it anew; read the diff.

use std::path::PathBuf;

use mtls_wizard::diagnosis::{document::document, table};

#[test]
fn the_page_is_made_of_the_table() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/troubleshooting.md");
    let page = document();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &page).expect("written");
    }
    let committed = std::fs::read_to_string(path).expect("the page is committed");
    assert!(
        committed == page,
        "docs/troubleshooting.md is not that of the table: UPDATE_GOLDEN=1 writes it"
    );
    for entry in table::entries() {
        assert!(page.contains(entry.title), "{}", entry.id);
    }
    // Braces are placeholders that nobody filled; those of APIRule paths belong there.
    let left = page
        .replace("{*}", "")
        .replace("{**}", "")
        .replace("{{.Names}} {{.Ports}}", "");
    assert!(
        !left.contains('{') || left.matches('{').count() == left.matches("started{").count(),
        "{}",
        left.lines().find(|line| line.contains('{')).unwrap_or_default()
    );
}
