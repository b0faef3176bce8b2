//! Field paths in the notation of the API server.

use serde_json::Value;

/// Appends a field: `spec` + `servers` is `spec.servers`.
pub fn child(parent: &str, field: &str) -> String {
    if parent.is_empty() {
        field.to_owned()
    } else {
        format!("{parent}.{field}")
    }
}

/// Appends a list index: `spec.servers` + 0 is `spec.servers[0]`.
pub fn item(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}

/// Turns a JSON pointer into such a path. The value decides whether a number is a list index or a field that is
/// called `0`.
pub fn of_pointer(pointer: &str, root: &Value) -> String {
    let mut path = String::new();
    let mut here = Some(root);
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        (path, here) = match (here, name.parse::<usize>()) {
            (Some(Value::Array(items)), Ok(index)) => (item(&path, index), items.get(index)),
            _ => (child(&path, &name), here.and_then(|value| value.get(&name))),
        };
    }
    path
}
