//! Reading documents in Markdown.

/// What stands in the fenced blocks, in their order, without the name of the language.
pub fn blocks(markdown: &str) -> Vec<String> {
    let fenced = markdown.split("```").skip(1).step_by(2);
    fenced
        .map(|block| block.split_once('\n').map_or(block, |(_, content)| content).to_owned())
        .collect()
}
