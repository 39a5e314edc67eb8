//! Looks for lines in the logs of a pod.

use super::Facts;
use crate::snapshot::Pod;

/// A line of a container's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLine<'a> {
    /// The container.
    pub container: &'a str,
    /// The line.
    pub text: &'a str,
}

impl<'a> Facts<'a> {
    /// The newest line that fits among the last `n` of each log of a pod: of the runs now first, then
    /// of those before.
    pub fn log_line<'p>(
        &self,
        pod: &'p Pod,
        n: usize,
        fits: impl Fn(&str) -> bool,
    ) -> Option<LogLine<'p>>
    where
        'a: 'p,
    {
        [false, true].into_iter().find_map(|previous| {
            pod.containers().find_map(|(container, _, _)| {
                let log = self.log(pod, &container.name, previous)?;
                let text = log.text.lines().rev().take(n).find(|line| fits(line))?;
                Some(LogLine { container: &container.name, text })
            })
        })
    }

    /// How many of the last `n` lines of each log of a pod's runs now fit.
    pub fn count_lines(&self, pod: &Pod, n: usize, fits: impl Fn(&str) -> bool) -> i64 {
        let count = pod.containers().map(|(container, _, _)| {
            self.log(pod, &container.name, false)
                .map_or(0, |log| log.text.lines().rev().take(n).filter(|line| fits(line)).count())
        });
        i64::try_from(count.sum::<usize>()).unwrap_or(i64::MAX)
    }
}
