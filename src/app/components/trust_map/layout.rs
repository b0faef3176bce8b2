//! Where boxes and arrows of the trust map stand, in units of the picture: about one CSS pixel on the narrowest screens.

use crate::plan::trust::{Link, Node, Side, TrustMap};

/// How wide the picture is.
pub const WIDTH: i32 = 320;
/// Room for arrows at either edge.
const MARGIN: i32 = 22;
const GAP: i32 = 12;
const HALF: i32 = (WIDTH - 2 * MARGIN - GAP) / 2;
const BETWEEN_ROWS: i32 = 26;
const PADDING: i32 = 8;
/// Arrows that pass boxes keep this apart from one another.
const LANE: i32 = 5;
/// The class, the height and the width of a letter of each kind of line.
const KIND: (&str, i32, i32) = ("trust-map__kind", 13, 6);
const NAME: (&str, i32, i32) = ("trust-map__name", 15, 7);
const DETAIL: (&str, i32, i32) = ("trust-map__detail", 13, 6);
/// How many lines a name or a detail may have: more than ours take.
const LINES: usize = 4;

/// A picture, ready to draw.
pub struct Layout {
    pub boxes: Vec<Placed>,
    pub arrows: Vec<Arrow>,
    pub height: i32,
}

/// A box in its place.
pub struct Placed {
    /// Position in [`TrustMap::nodes`].
    pub node: usize,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub lines: Vec<Line>,
}

/// A line of text; `x` is its middle, `y` its base.
pub struct Line {
    pub class: &'static str,
    pub text: String,
    pub x: i32,
    pub y: i32,
}

/// The way from a box to another, as SVG's `d` has it.
pub struct Arrow {
    pub path: String,
    pub is_call: bool,
}

impl Layout {
    /// Places everything, row by row.
    pub fn of(map: &TrustMap) -> Self {
        let rows = map.nodes.iter().map(|node| node.row + 1).max().unwrap_or_default();
        let mut boxes = Vec::new();
        let mut y = PADDING;
        for row in 0..rows {
            let in_row = |(_, node): &(usize, &Node)| node.row == row;
            let nodes: Vec<(usize, &Node)> = map.nodes.iter().enumerate().filter(in_row).collect();
            let texts: Vec<_> = nodes.iter().map(|(_, node)| lines(node)).collect();
            let height = texts.iter().map(|lines| height(lines)).max().unwrap_or_default();
            for ((index, node), texts) in nodes.into_iter().zip(texts) {
                boxes.push(placed(index, node, texts, y, height));
            }
            y += height + BETWEEN_ROWS;
        }
        let arrows = arrows(map, &boxes);
        Self {
            boxes,
            arrows,
            height: y - BETWEEN_ROWS + PADDING,
        }
    }
}

type Text = (&'static str, i32, String);

fn lines(node: &Node) -> Vec<Text> {
    let width = width(node.side) - 2 * PADDING;
    let mut lines = vec![(KIND.0, KIND.1, node.kind.title().to_owned())];
    for ((class, height, letter), text) in [(NAME, &node.name), (DETAIL, &node.detail)] {
        let letters = usize::try_from(width / letter).unwrap_or(1);
        lines.extend(broken(text, letters).into_iter().map(|line| (class, height, line)));
    }
    lines
}

fn height(lines: &[Text]) -> i32 {
    lines.iter().map(|(_, height, _)| height).sum::<i32>() + 2 * PADDING
}

fn width(side: Side) -> i32 {
    match side {
        Side::Left | Side::Right => HALF,
        Side::Middle => 2 * HALF + GAP,
    }
}

fn placed(node: usize, of: &Node, texts: Vec<Text>, y: i32, row: i32) -> Placed {
    let x = match of.side {
        Side::Left | Side::Middle => MARGIN,
        Side::Right => MARGIN + HALF + GAP,
    };
    let width = width(of.side);
    // In the middle of the row's height.
    let mut base = y + PADDING + (row - height(&texts)) / 2;
    let line = |(class, height, text): Text| {
        base += height;
        let (x, y) = (x + width / 2, base - 3);
        Line { class, text, x, y }
    };
    let lines = texts.into_iter().map(line).collect();
    Placed {
        node,
        x,
        y,
        width,
        height: row,
        lines,
    }
}

/// A text in at most [`LINES`] lines, broken where names have joints; what does not fit ends with `…`.
fn broken(text: &str, letters: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while !rest.is_empty() && lines.len() < LINES {
        let is_last = lines.len() + 1 == LINES;
        if rest.len() <= letters {
            lines.push(rest.drain(..).collect());
        } else if is_last {
            let start: String = rest.iter().take(letters.saturating_sub(1)).collect();
            lines.push([start.as_str(), "…"].concat());
            rest.clear();
        } else {
            let joint = |c: &char| matches!(c, ' ' | '.' | '-' | '/' | ',');
            let end = rest
                .iter()
                .take(letters)
                .rposition(joint)
                .map_or(letters, |joint| joint + 1);
            lines.push(rest.drain(..end).collect::<String>().trim_end().to_owned());
        }
    }
    lines
}

fn arrows(map: &TrustMap, boxes: &[Placed]) -> Vec<Arrow> {
    let mut lanes = [0, 0];
    let way = |link: &Link| {
        let place = |node: usize| boxes.iter().find(|placed| placed.node == node);
        let (from, to) = (place(link.from)?, place(link.to)?);
        let (above, below) = (map.nodes.get(link.from)?, map.nodes.get(link.to)?);
        let side = above.side;
        let is_between = |node: &Node| {
            node.row > above.row && node.row < below.row && (node.side == side || node.side == Side::Middle)
        };
        let passes = side != Side::Middle && map.nodes.iter().any(is_between);
        let changes_side = side != Side::Middle && below.side != Side::Middle && below.side != side;
        let path = if passes && !changes_side {
            around(from, to, side, &mut lanes)
        } else if changes_side && below.row > above.row + 1 {
            between(from, to)
        } else {
            down(from, to, above.side, below.side)
        };
        let is_call = link.relation.is_call();
        Some(Arrow { path, is_call })
    };
    map.links.iter().filter_map(way).collect()
}

/// From the lower edge to the upper edge.
fn down(from: &Placed, to: &Placed, above: Side, below: Side) -> String {
    let (x, y) = (from.x + from.width / 2, from.y + from.height);
    // Into a wide box from straight above.
    let end_x = if below == Side::Middle && above != Side::Middle {
        x
    } else {
        to.x + to.width / 2
    };
    let (end_y, half) = (to.y, (to.y - y) / 2);
    let curve = format!("M{x} {y}C{x} {} {end_x} {} {end_x} {end_y}", y + half, end_y - half);
    format!("{curve}m-4 -6l4 6l4 -6")
}

/// Down between the two columns, past what lies between, and in from above.
fn between(from: &Placed, to: &Placed) -> String {
    let inwards = if from.x < to.x { 1 } else { -1 };
    let (x, y) = (from.x + from.width / 2 + inwards * LANE * 3, from.y + from.height);
    let (end_x, end_y) = (to.x + to.width / 2 - inwards * LANE * 3, to.y);
    let column = WIDTH / 2 - inwards * GAP / 4;
    format!("M{x} {y}v8H{column}V{}H{end_x}V{end_y}m-4 -6l4 6l4 -6", end_y - 12)
}

/// Out at the side, past what lies between, and in at the side.
fn around(from: &Placed, to: &Placed, side: Side, lanes: &mut [i32; 2]) -> String {
    let is_left = side == Side::Left;
    let lane = &mut lanes[usize::from(!is_left)];
    *lane += 1;
    let (x, end_x, outside, back) = match is_left {
        true => (from.x, to.x, from.x - *lane * LANE, -6),
        false => (
            from.x + from.width,
            to.x + to.width,
            from.x + from.width + *lane * LANE,
            6,
        ),
    };
    // Arrows that end at the same box end beside one another.
    let (y, end_y) = (from.y + from.height / 2, to.y + to.height / 2 + (*lane - 2) * LANE * 2);
    format!("M{x} {y}H{outside}V{end_y}H{end_x}m{back} -4l{} 4l{back} 4", -back)
}
