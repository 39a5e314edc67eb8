//! No more points than can be seen: of all that fall on one column of pixels, the first, the lowest, the highest and the
//! last draw the same line.

use super::Point;

/// The points of a line that are needed where a column is so wide.
pub(super) fn line(points: &[Point], column: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut rest = points;
    while let Some(first) = rest.first() {
        let number = (first.x / column).floor();
        // Points go from left to right; one that goes back begins a group of its own.
        let is_here = |point: &&Point| (0.0..1.0).contains(&(point.x / column - number));
        let length = rest.iter().take_while(is_here).count();
        let (group, behind) = rest.split_at(length.max(1));
        if group.len() <= 4 {
            kept.extend(group);
        } else {
            let lowest = extreme(group, |a, b| a < b);
            let highest = extreme(group, |a, b| a > b);
            let mut indices = [0, lowest, highest, group.len() - 1];
            indices.sort_unstable();
            let mut before = None;
            for index in indices {
                if before != Some(index) {
                    kept.push(group[index]);
                }
                before = Some(index);
            }
        }
        rest = behind;
    }
    kept
}

fn extreme(points: &[Point], is_better: impl Fn(f64, f64) -> bool) -> usize {
    let mut best = 0;
    for (index, point) in points.iter().enumerate() {
        if is_better(point.y, points[best].y) {
            best = index;
        }
    }
    best
}

/// The marks that are needed: no two on the same spot.
pub(super) fn marks(points: &[Point], column: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if kept.last().is_none_or(|last| point.x - last.x >= column) {
            kept.push(*point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_stay() {
        let points: Vec<Point> = (0..1000)
            .map(|n| Point { x: f64::from(n) / 100.0, y: if n == 555 { 9.0 } else { 1.0 } })
            .collect();
        let kept = line(&points, 1.0);
        assert!(kept.len() <= 40, "{}", kept.len());
        assert!(kept.iter().any(|point| point.y > 8.0));
        assert_eq!((kept[0], kept[kept.len() - 1]), (points[0], points[999]));
        assert_eq!(line(&points[..4], 1.0), points[..4]);
        assert_eq!(marks(&points, 1.0).len(), 10);
    }
}
