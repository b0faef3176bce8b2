//! Which lines of a text are new against an earlier version of it.

/// One flag a line of `new`: whether it is not in `old` at the corresponding place. Lines are matched by their longest
/// common subsequence, so that one inserted line does not mark all that follow it.
pub fn changed_lines(old: &str, new: &str) -> Vec<bool> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let width = new.len() + 1;
    let mut common = vec![0usize; (old.len() + 1) * width];
    for (row, old_line) in old.iter().enumerate().rev() {
        for (column, new_line) in new.iter().enumerate().rev() {
            common[row * width + column] = if old_line == new_line {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let mut changed = vec![true; new.len()];
    let (mut row, mut column) = (0, 0);
    while row < old.len() && column < new.len() {
        if old[row] == new[column] {
            changed[column] = false;
            (row, column) = (row + 1, column + 1);
        } else if common[(row + 1) * width + column] >= common[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::changed_lines;

    #[test]
    fn marks_only_what_changed() {
        assert_eq!(changed_lines("a\nb\nc", "a\nx\nc"), [false, true, false]);
        assert_eq!(changed_lines("a\nc", "a\nb\nc"), [false, true, false]);
        assert_eq!(changed_lines("", "a\nb"), [true, true]);
        assert_eq!(changed_lines("a\nb", "b"), [false]);
    }
}
