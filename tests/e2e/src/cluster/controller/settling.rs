//! Brings a fresh cluster to rest before anybody looks at it.

use super::{Settings, Store, effective, perform, rules, wanted};

/// Rounds after which a cluster that is still changing is left as it is.
const LIMIT: usize = 50;

/// Does at once, without any delay, everything that the rules want, until they want nothing more.
pub fn settle(store: &Store, settings: &Settings) {
    let rules = rules();
    for _ in 0..LIMIT {
        let wanted = store.read(|state| wanted(state, settings, &rules));
        if wanted.is_empty() {
            return;
        }
        for (id, key) in wanted {
            store.write(|state| {
                let Some(object) = state.object(&key).cloned() else {
                    return;
                };
                for change in effective(rules[id.0].next(&object, state, settings), &object, state) {
                    perform(state, &key, change);
                }
            });
        }
    }
}
