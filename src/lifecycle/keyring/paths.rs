//! Paths in archives, whatever folder they were moved to.

/// Folders of the archive's layout, by which paths are told whatever stands before them.
pub const CERTIFICATES: &str = "certificates/";
pub const MANIFESTS: &str = "manifests/";

/// The top folder, and the path below it. Without the archive's layout the path is the file's name.
pub fn below_top(path: &str) -> (Option<String>, String) {
    for part in [CERTIFICATES, MANIFESTS] {
        let at = path.match_indices(part).map(|(at, _)| at);
        if let Some(at) = at.filter(|at| *at == 0 || path[..*at].ends_with('/')).last() {
            return (top(&path[..at]), path[at..].to_owned());
        }
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    (top(folder), name.to_owned())
}

fn top(folder: &str) -> Option<String> {
    let folder = folder.trim_end_matches('/').rsplit('/').next()?;
    (!folder.is_empty()).then(|| folder.to_owned())
}

/// The path up to the last `/`.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The path without its ending.
pub fn stem(path: &str) -> &str {
    let name = folder(path).len();
    path[name..].rfind('.').map_or(path, |dot| &path[..name + dot])
}
